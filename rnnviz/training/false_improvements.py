"""False improvements: what makes a score look better than any forecast will be, each beside the honest score."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rnnviz.training import cost
from rnnviz.training.preparation import Preparation
from rnnviz.training.runs import Run, train
from rnnviz.training.scores import rmse
from rnnviz.training.seeds import rmse_on_test
from rnnviz.training.series import Covariate
from rnnviz.training.settings import Fit, Model
from rnnviz.training.verdicts import student_t
from rnnviz.training.windows import Prepared, prepare

MIN_SEEDS = 3
"""Of fewer nothing is said."""

SHORT = {
    "scaler": "Scale by the whole series",
    "shuffled": "Shuffle windows before the split",
    "one_off": "Target one step off",
    "interpolated": "Fill gaps straight across",
    "epoch": "Choose the epoch on the test part",
}
"""What the switch of each is called."""

TITLES = {
    "scaler": "the scaling is fitted on the whole series",
    "shuffled": "windows that overlap are shuffled before they are split",
    "one_off": "the target is one step off, within the window",
    "interpolated": "gaps are filled straight across, and scored",
    "epoch": "the epoch with the least test error is taken",
}
"""The false improvements, in the order of a table."""

GAPS = 1.0 / 3.0
"""The share of values that are taken away where none is missing, to see what filling does."""

CONFIDENCE = 0.95
"""Of the interval, over seeds, of what a false improvement changes."""


class OneOff(Prepared):
    """Windows that end a step later than they say: with a horizon of 1 they hold their own target."""

    @property
    def ends(self) -> np.ndarray:
        """(samples,), where the last value of each window is in the series."""
        return super().ends + 1


@dataclass(frozen=True, eq=False)
class Finding:
    """A false improvement and what it does to the score, under several seeds.

    Args:
        name: in ``TITLES``.
        honest: (seeds,) the RMSE on the test part without it, original units.
        false: (seeds,) the RMSE that it reports.
    """

    name: str
    honest: np.ndarray
    false: np.ndarray

    @property
    def change(self) -> tuple[float, float, float]:
        """The change of the mean RMSE as a share of the honest one, with its interval: lower end, change, upper end.

        By Student's t over the seeds, each compared with itself; NaN for fewer than three that did not diverge.
        """
        both = np.isfinite(self.honest) & np.isfinite(self.false)
        n, honest = int(both.sum()), self.honest[both]
        if n < MIN_SEEDS or not honest.mean() > 0.0:
            return (np.nan,) * 3
        differences = (self.false[both] - honest) / honest.mean()
        half = student_t(0.5 + CONFIDENCE / 2.0, n - 1) * float(differences.std(ddof=1)) / n**0.5
        mean = float(differences.mean())
        return max(mean - half, -1.0), mean, mean + half

    @property
    def improves(self) -> bool:
        """Whether it makes the score look better, by more than luck."""
        return self.change[2] < 0.0


def shuffled(honest: Prepared, seed: int) -> Prepared:
    """Return windows that begin at every value, drawn at random for the training and the test part.

    There are as many of each as before: but most test windows then share values, and some their target, with windows
    of the training part.
    """
    order = np.random.default_rng([seed, 2]).permutation(len(honest))
    return replace(honest, positions=honest.positions[order], targets=honest.targets[order])


def without_some(values: np.ndarray, imputed: Sequence[int]) -> tuple[int, ...]:
    """Return the positions that are missing; where none is, a share of ``GAPS``, drawn always alike."""
    if len(imputed):
        return tuple(imputed)
    gone = np.random.default_rng(0).random(len(values)) < GAPS
    gone[[0, -1]] = False
    return tuple(np.flatnonzero(gone).tolist())


def filled(values: np.ndarray, missing: Sequence[int], across: bool) -> np.ndarray:
    """Return the values (n,) with the missing ones filled: by the last before them, or straight across to the next."""
    positions = np.arange(len(values))
    known = np.delete(positions, missing)
    if across:
        return np.interp(positions, known, values[known])
    return values[known[np.searchsorted(known, positions, side="right") - 1]]


def pair(
    name: str,
    values: np.ndarray,
    how: Preparation,
    imputed: Sequence[int],
    seed: int,
    covariates: Sequence[Covariate] = (),
) -> tuple[Prepared, ...]:
    """Return the honest windows and the false ones of a false improvement; of "epoch" the same twice."""
    how = replace(how, leak=False)
    if name == "interpolated":
        missing = without_some(values, imputed)
        return (
            prepare(filled(values, missing, across=False), how, missing, covariates),
            prepare(filled(values, missing, across=True), how, (), covariates),
        )
    honest = prepare(values, replace(how, overlap=how.overlap or name == "shuffled"), imputed, covariates)
    match name:
        case "scaler":
            return honest, prepare(values, replace(how, leak=True), imputed, covariates)
        case "shuffled":
            return honest, shuffled(honest, seed)
        case "one_off":
            return honest, OneOff(**vars_of(honest))
        case _:
            return honest, honest


def vars_of(prepared: Prepared) -> dict:
    """Return the fields of prepared windows."""
    return {name: getattr(prepared, name) for name in Prepared.__dataclass_fields__}


def epoch_rmse(run: Run, part: str) -> float:
    """Return the RMSE on the test part after that kept epoch, of those trained, that is best on ``part``."""
    of, test = run.prepared.parts[part], run.prepared.parts["test"]
    found = [run.forecast(frame) for frame in range(len(run.kept)) if run.kept[frame] > 0]
    errors = [float(rmse(each[of], run.prepared.actual[of])) for each in found]
    return float(rmse(found[int(np.argmin(errors))][test], run.prepared.actual[test]))


def find(
    name: str,
    values: np.ndarray,
    how: Preparation,
    model: Model,
    fit: Fit,
    seeds: Sequence[int],
    imputed: Sequence[int] = (),
    covariates: Sequence[Covariate] = (),
    progress: Callable[[float], None] | None = None,
    stop: np.ndarray | None = None,
) -> Finding | None:
    """Train with and without a false improvement, under every seed.

    Args:
        name: in ``TITLES``.
        values: (n,), original units.
        how: how the series is prepared; its scaling is fitted on the training part alone.
        model: the network.
        fit: how it is trained.
        seeds: at least three.
        imputed: positions of values that were missing.
        covariates: further columns that are read.
        progress: hears the share that is done.
        stop: see ``train``; None is returned then.

    Raises:
        ValueError: as ``prepare``.
    """
    scores = []
    for number, seed in enumerate(seeds, start=1):
        runs = {}
        for prepared in (made := pair(name, values, how, imputed, seed, covariates)):
            if id(prepared) not in runs:
                smaller = replace(fit, seed=seed, batch=min(fit.batch, prepared.n_train))
                runs[id(prepared)] = train(prepared, model, smaller, stop=stop)
            if stop is not None and stop[0]:
                return None
        scores.append([reported(runs[id(each)], name, is_false) for each, is_false in zip(made, (0, 1), strict=True)])
        if progress:
            progress(number / len(seeds))
    return Finding(name, *np.array(scores).T)


def seconds(
    name: str,
    values: np.ndarray,
    how: Preparation,
    model: Model,
    fit: Fit,
    imputed: Sequence[int] = (),
    covariates: Sequence[Covariate] = (),
) -> float:
    """Estimate how long ``find`` will take for each seed; ValueError as there."""
    every = {id(each): each for each in pair(name, values, how, imputed, 0, covariates)}.values()
    return sum(cost.seconds(model, fit, each.n_train, len(each), how.window) for each in every)


def reported(run: Run, name: str, is_false: bool) -> float:
    """Return the RMSE on the test part that a run reports: after its last epoch, or after one that was chosen."""
    if name != "epoch" or run.ending == "diverged":
        return rmse_on_test(run)
    if is_false:
        return epoch_rmse(run, "test")
    return epoch_rmse(run, "validation") if run.prepared.n_validation else rmse_on_test(run)


def said(found: Sequence[Finding]) -> str:
    """Say which of the false improvements make the score of this series look better, and by how much."""
    better = sorted((each for each in found if each.improves), key=lambda each: each.change[1])
    told = [f"{TITLES[each.name]} ({100 * -each.change[1]:.0f}\N{NO-BREAK SPACE}% less)" for each in better]
    if len(found) == 1:
        who = "what is tried here makes" if better else "what is tried here does not make"
    else:
        many = f"{len(better)} of the {len(found)} tried here" if better else f"none of the {len(found)} tried here"
        who = f"{many} make{'' if len(better) > 1 else 's'}"
    if not better:
        return f"On this very series {who} the error look smaller by more than luck over these seeds."
    joined = ", ".join(told[:-1]) + f" and {told[-1]}" if len(told) > 1 else told[0]
    taken = "What they take" if len(told) > 1 else "What it takes"
    return (
        f"On this very series {who} the error look smaller, by more than luck: {joined}. {taken} is not there when one "
        "really forecasts."
    )
