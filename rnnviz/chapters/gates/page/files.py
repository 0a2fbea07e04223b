"""The link, the numbers and the code that reproduces them."""

from rnnviz.chapters.gates import results
from rnnviz.chapters.gates.page.controls import PAGE, to_query
from rnnviz.core.layers import KERAS_NAMES, NAMES
from rnnviz.ui.take_away import Download
from rnnviz.ui.take_away import take_away as shown

TABLE = Download("Table (CSV)", "gates.csv", "text/csv", results.csv)
NUMPY = Download("NumPy script", "gates_numpy.py", "text/x-python", results.numpy_script)
KERAS = (
    Download("Keras script", "gates_keras.py", "text/x-python", results.keras_script),
    Download("Notebook", "gates.ipynb", "application/x-ipynb+json", results.notebook),
)


def take_away() -> None:
    """The link, the numbers and the code that reproduces them."""
    kind = PAGE.view.selected[0]
    in_keras = kind in KERAS_NAMES
    missing = "" if in_keras else " This cell is not in Keras, so there is no Keras script and no notebook of it."
    shown(
        PAGE,
        to_query(PAGE.view),
        (TABLE, NUMPY, *(KERAS if in_keras else ())),
        f"The table holds every cell shown. The scripts are of the chosen cell, {NAMES[kind]}; each carries the "
        f"weights and asserts the numbers shown.{missing}",
    )
