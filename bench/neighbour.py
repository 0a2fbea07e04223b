"""A reader's warm rerun, alone and while others train the largest networks allowed: milliseconds, in a fresh process.

    python -m bench.neighbour

It is a process of its own because after a run Streamlit clears Keras's session where Keras is loaded, as in the bench.
"""

import subprocess
import sys

from streamlit.testing.v1 import AppTest

from bench.app import ROOT
from bench.core import median_ms
from rnnviz.chapters.forecasters.scene import run_training
from rnnviz.chapters.forecasters.view import EPOCHS, View, estimate
from rnnviz.training import cost
from rnnviz.training.kernels import ready
from rnnviz.ui import background


def largest(batch: int) -> View:
    """Two layers of 64 LSTM units on all the sunspots' windows, for as many epochs as are allowed."""
    views = [View(kind="lstm", units=64, layers=2, overlap=True, batch=batch, epochs=epochs) for epochs in EPOCHS]
    return max((view for view in views if estimate(view) <= cost.MAX_SECONDS), key=estimate)


def while_training(view: View, work) -> float:
    """The median duration of ``work`` while a network is trained, in milliseconds."""
    training = background.begin(run_training(view))
    found = median_ms(work, times=150)
    if training.future.done():
        raise RuntimeError("The training ended before it was measured.")
    training.stop[0] = 1
    training.future.result()
    return found


def beside_a_process(work) -> float:
    """The same while another process keeps a core busy, which has no lock in common with this one."""
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    found = median_ms(work, times=150)
    busy.kill()
    busy.wait()
    return found


def main() -> None:
    """Alone; beside a network that is trained in loops, batch 1; one in BLAS, batch 32; and beside a process."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    ready.wait()
    app.switch_page("pages/gates.py").run()
    alone = median_ms(app.run, times=150)
    print(alone, *(while_training(largest(batch), app.run) for batch in (1, 32)), beside_a_process(app.run))


if __name__ == "__main__":
    main()
