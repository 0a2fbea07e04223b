"""A setting and digits → the training to ask the worker for, and the network that comes of it."""

from rnnviz.core.network import init_network
from rnnviz.core.serialize import serialize
from rnnviz.images.digits import Digits
from rnnviz.images.networks import LEVELS, ImageNetwork, Setting
from rnnviz.images.readings import order_of
from rnnviz.jobs.kinds import train
from rnnviz.jobs.samples import Pixels


def request_of(setting: Setting, training: Digits, held_out: Digits, seed: int) -> dict:
    """Return what is asked of the worker, the arguments of the job "train".

    Args:
        setting: the network and how it is trained.
        training: what is learned from.
        held_out: what it is tested on after every epoch.
        seed: of the initial weights and of the order of images.
    """
    return train.request(
        init_network(setting.stack(), setting.input_shape, seed),
        pixels_of(setting, training),
        held_out=pixels_of(setting, held_out),
        order=seed,
        epochs=setting.epochs,
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        optimizer=setting.optimizer,
        learning_rate=setting.learning_rate,
        batch=setting.batch,
    )


def expected(setting: Setting, training: int, held_out: int) -> float:
    """Return the seconds that a training on so many digits is expected to take, without making its request."""
    network = serialize(init_network(setting.stack(), setting.input_shape, 0))
    asked = {"network": network, "compiled": True, "epochs": setting.epochs, "batch": setting.batch}
    for name, count in (("samples", training), ("held_out", held_out)):
        asked[name] = {"pixels": b"", "shape": [count, *setting.input_shape[1:]]}
    return train.estimate(asked)


def pixels_of(setting: Setting, digits: Digits) -> Pixels:
    """Return digits as a network of a setting reads them."""
    return Pixels(digits.images, order_of(setting.reading, setting.size), LEVELS[setting.size], digits.labels)


def trained(setting: Setting, request: dict, result: dict, source: str) -> ImageNetwork:
    """Return the network that a job made, of its request and its result."""
    curves = {"losses": result["losses"], "held_out_losses": result["held_out_losses"]}
    curves |= {"accuracy": result["metrics"]["accuracy"], "held_out_accuracy": result["held_out_metrics"]["accuracy"]}
    about = {
        "source": source,
        "images": {"training": request["samples"]["shape"][0], "held_out": request["held_out"]["shape"][0]},
        "seconds": round(result["seconds"], 1),
        "epoch_seconds": [round(float(each), 2) for each in result["epoch_seconds"]],
        "keras": result["keras"],
    }
    return ImageNetwork(setting, train.trained_network(request, result), request["order"], curves, about)
