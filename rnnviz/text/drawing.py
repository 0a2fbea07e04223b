"""Which letter comes next: from a distribution, under a temperature and a cut, by a given draw."""

from typing import NamedTuple

import numpy as np

KEEPS = ("all", "top_k", "top_p")


class Decoding(NamedTuple):
    """How a letter is drawn from a distribution p.

    Args:
        temperature: T; letters are drawn in proportion to p^(1/T), so that 1 leaves p as it is. 0 is the limit: the
            likeliest letter always (greedy).
        keep: which letters may be drawn: "all", the ``k`` likeliest ("top_k"), or the fewest likeliest that hold at
            least a share ``p`` ("top_p", the nucleus: Holtzman et al. 2020, arXiv 1904.09751). Cut after tempering, as
            Hugging Face's ``generate`` does.
        k: of "top_k".
        p: of "top_p".
    """

    temperature: float = 1.0
    keep: str = "all"
    k: int = 5
    p: float = 0.9


def decoded(sums: np.ndarray, how: Decoding) -> np.ndarray:
    """Return the distribution that is drawn from.

    Args:
        sums: (..., letters), what the softmax is given: logits. Any constant may be added to them.
        how: temperature and cut.

    Returns:
        (..., letters), each summing to 1; of letters that are equally likely at a cut the earlier are kept.
    """
    best = sums.max(axis=-1, keepdims=True)
    if how.temperature == 0.0:
        return (np.arange(sums.shape[-1]) == sums.argmax(axis=-1)[..., None]).astype(float)
    tempered = np.exp((sums - best) / how.temperature)
    tempered /= tempered.sum(axis=-1, keepdims=True)
    if how.keep == "all":
        return tempered
    order = np.argsort(-tempered, axis=-1, kind="stable")
    falling = np.take_along_axis(tempered, order, axis=-1)
    if how.keep == "top_k":
        kept = np.arange(sums.shape[-1]) < how.k
    else:
        kept = np.cumsum(falling, axis=-1) - falling < how.p
    falling = np.where(kept, falling, 0.0)
    cut = np.zeros_like(tempered)
    np.put_along_axis(cut, order, falling, axis=-1)
    return cut / cut.sum(axis=-1, keepdims=True)


def drawn(distribution: np.ndarray, draw: float | np.ndarray) -> np.ndarray:
    """Return the letter of each distribution (..., letters) at which its running sum passes ``draw``, from 0 to 1."""
    sums = np.cumsum(distribution, axis=-1)
    passed = sums <= np.asarray(draw)[..., None] * sums[..., -1:]
    last = distribution.shape[-1] - 1 - np.argmax(distribution[..., ::-1] > 0.0, axis=-1)  # where a draw rounds to 1
    return np.minimum(passed.sum(axis=-1), last)
