"""A network as a file that Keras reads."""

import tempfile
from pathlib import Path

from rnnviz.core.network import Network
from rnnviz.core.serialize import deserialize, serialize
from rnnviz.jobs.kind import Kind
from rnnviz.jobs.report import Report
from rnnviz.keras_bridge import network_to_keras


def request(network: Network, input_shape: tuple[int | None, ...]) -> dict:
    """Ask for a ``.keras`` file of a network that reads ``input_shape``, as Keras prints it.

    The result: ``file``, its bytes.
    """
    return {"network": serialize(network), "input_shape": list(input_shape)}


def run(arguments: dict, report: Report) -> dict:
    """Write the file, as ``request`` asks."""
    model = network_to_keras(deserialize(arguments["network"]), tuple(arguments["input_shape"]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.keras"
        model.save(path)
        return {"file": path.read_bytes()}


KIND = Kind("keras_file", lambda arguments: 1.0, run)
