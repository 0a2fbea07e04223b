"""The link, the numbers and the code that reproduces them."""

from rnnviz.chapters.gradients import results
from rnnviz.chapters.gradients.page.controls import PAGE, to_query
from rnnviz.core.layers import KERAS_NAMES, NAMES
from rnnviz.ui.take_away import Download
from rnnviz.ui.take_away import take_away as shown

DOWNLOADS = (
    Download("Gradients (CSV)", "gradients.csv", "text/csv", results.gradients_csv),
    Download("T×T matrix (CSV)", "reach.csv", "text/csv", results.reach_csv),
    Download("NumPy script", "gradients_numpy.py", "text/x-python", results.numpy_script),
    Download("Notebook", "gradients.ipynb", "application/x-ipynb+json", results.notebook),
)

WITH_KERAS = (*DOWNLOADS, Download("Keras script", "gradients_keras.py", "text/x-python", results.keras_script))


def take_away() -> None:
    """The link, the numbers and the code that reproduces them."""
    cell, in_keras = PAGE.view.cell, PAGE.view.cell in KERAS_NAMES
    caption = f"The scripts are of the {NAMES[cell]}: its weights, its loss, and the gradient of every weight asserted."
    missing = "" if in_keras else " Keras has no such cell, so there is no Keras script."
    shown(PAGE, to_query(PAGE.view), WITH_KERAS if in_keras else DOWNLOADS, caption + missing)
