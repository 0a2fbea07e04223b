"""A network as a file that Keras reads."""

import tempfile
from pathlib import Path

from rnnviz.jobs.serialize import from_plain
from rnnviz.jobs.worker import Report
from rnnviz.keras_bridge import network_to_keras


def run(arguments: dict, report: Report) -> dict:
    """See ``requests.keras_file_request``."""
    model = network_to_keras(from_plain(arguments["network"]), tuple(arguments["input_shape"]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.keras"
        model.save(path)
        return {"file": path.read_bytes()}
