"""Training a network on digits: what is asked for, and what comes back from Keras."""

from dataclasses import dataclass, replace

from rnnviz.chapters.digits.view import View
from rnnviz.images.digits import Digits, held_out, learned_from
from rnnviz.images.networks import PRESETS, ImageNetwork, Setting
from rnnviz.jobs import digits
from rnnviz.store.mnist import MNIST, Mnist

SEED = 1
"""Of the initial weights and of the order of images."""


@dataclass(frozen=True, eq=False)
class Begun:
    """What a training was begun with."""

    setting: Setting
    source: str
    request: dict


def setting_of(view: View) -> Setting:
    """Return what is to be trained: in the order of the picture above, in the chosen size."""
    found = replace(PRESETS[view.task], reading=view.reading, epochs=view.epochs)
    if view.task != "eight":
        return found
    return replace(found, kind=view.kind, units=view.units, dropouts=(view.dropout,) if view.dropout else ())


def needs_mnist(view: View) -> bool:
    """Whether it is trained on digits that are not brought along."""
    return PRESETS[view.task].size == 28


def count_of(view: View, mnist: Mnist | None) -> int:
    """Return how many digits are learned from."""
    if mnist is None or not needs_mnist(view):
        return len(learned_from())
    return min(view.count or mnist.sizes["train"], mnist.sizes["train"])


def expected(view: View, mnist: Mnist | None) -> float:
    """Return the seconds that a training is expected to take."""
    tests = mnist.sizes["test"] if mnist and needs_mnist(view) else len(held_out())
    return digits.expected(setting_of(view), count_of(view, mnist), tests)


def begun(view: View, mnist: Mnist | None) -> Begun:
    """Return the training to ask for; MNIST is unpacked for it."""
    setting = setting_of(view)
    if not needs_mnist(view):
        return Begun(setting, "8×8 digits", digits.request_of(setting, learned_from(), held_out(), SEED))
    training: Digits = mnist.part("train")[: count_of(view, mnist)]
    source = "MNIST" if mnist.is_known else "your own file"
    return Begun(setting, source, digits.request_of(setting, training, mnist.part("test"), SEED))


def without_pixels(what: Begun) -> Begun:
    """Return what is to be remembered of a training that was asked for: all but the digits."""
    parts = {name: what.request[name] | {"pixels": b""} for name in ("samples", "held_out")}
    return replace(what, request=what.request | parts)


def learned(what: Begun, result: dict) -> ImageNetwork:
    """Return the trained network."""
    return digits.trained(what.setting, what.request, result, what.source)


def told_of(mnist: Mnist) -> tuple[str, ...]:
    """Return what there is to say of a file that a reader has given."""
    if mnist.is_known:
        return ()
    return (
        f"This is not the file that Keras downloads: its SHA-256 is {mnist.digest[:12]}…, that of MNIST "
        f"{MNIST.sha256[:12]}…. It has the same form and is read as it is.",
    )
