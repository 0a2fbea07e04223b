"""Training several networks that score sentences, each beside a bag of words that has the same ones."""

from collections.abc import Sequence

import numpy as np

from rnnviz.jobs.kind import Kind
from rnnviz.jobs.kinds import train
from rnnviz.jobs.report import Report
from rnnviz.text.bag_of_words import fit

SECONDS_OF_A_BAG = 2.0


def request(trainings: Sequence[dict]) -> dict:
    """Ask for trainings, one after the other, each on tokens (samples, timesteps) with one label each, 0 or 1.

    The result: for each, ``metrics`` and ``held_out_metrics`` as of ``train``; ``network`` and ``bag``, (held out,),
    the scores of what is held out, by the network and by logistic regression on counts of the same tokens.
    """
    return {"trainings": list(trainings)}


def estimate(arguments: dict) -> float:
    """Return the seconds of all trainings."""
    return sum(train.estimate(each) + SECONDS_OF_A_BAG for each in arguments["trainings"])


def run(arguments: dict, report: Report) -> dict:
    """Train and fit, as ``request`` asks."""
    trainings = arguments["trainings"]
    return {"runs": [beside_bag(each, Part(report, k, len(trainings))) for k, each in enumerate(trainings)]}


def beside_bag(arguments: dict, report: "Part") -> dict:
    """Train one network and fit one bag of words."""
    import keras

    keras.utils.clear_session()
    samples, held_out = arguments["samples"], arguments["held_out"]["inputs"].astype(np.int32)
    model, result = train.in_dtype(arguments["dtype"], lambda: train.fitted(arguments, report))
    network = np.concatenate(
        [np.asarray(model(held_out[k : k + 1024], training=False)) for k in range(0, len(held_out), 1024)]
    )
    size = arguments["network"]["layers"][0]["input_dim"]
    bag = fit(samples["inputs"].astype(np.int32), samples["targets"].ravel(), size)
    return {
        "metrics": result["metrics"],
        "held_out_metrics": result["held_out_metrics"],
        "network": network.ravel(),
        "bag": bag.scores(held_out),
        "seconds": result["seconds"],
    }


class Part:
    """The report of one training among several.

    Args:
        report: of the whole job.
        number: of the training, from 0.
        count: how many there are.
    """

    def __init__(self, report: Report, number: int, count: int):
        self.report, self.number, self.count = report, number, count

    def send(self, kind: str, **data) -> None:
        """Tell of an epoch as one among those of all trainings."""
        if kind == "epoch":
            done, epochs = data["epoch"], data["epochs"]
            pace = data["left"] / (epochs - done) if epochs > done else 0.0
            left = data["left"] + pace * epochs * (self.count - 1 - self.number)
            data |= {"epoch": self.number * epochs + done, "epochs": self.count * epochs, "left": left}
        self.report.send(kind, **data)

    def check_wanted(self) -> None:
        """Raise ``Unwanted`` if the job was cancelled."""
        self.report.check_wanted()


KIND = Kind("beside_bags", estimate, run)
