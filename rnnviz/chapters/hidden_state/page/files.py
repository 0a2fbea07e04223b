"""The link, the numbers and the code that reproduces them."""

from rnnviz.chapters.hidden_state import results
from rnnviz.chapters.hidden_state.page.controls import PAGE, to_query
from rnnviz.ui.take_away import Download
from rnnviz.ui.take_away import take_away as shown

DOWNLOADS = (
    Download("Table (CSV)", "hidden-state.csv", "text/csv", results.states_csv),
    Download("NumPy script", "hidden_state_numpy.py", "text/x-python", results.numpy_script),
    Download("Keras script", "hidden_state_keras.py", "text/x-python", results.keras_script),
    Download("Notebook", "hidden_state.ipynb", "application/x-ipynb+json", results.notebook),
)


def take_away() -> None:
    """The link, the numbers and the code that reproduces them."""
    shown(PAGE, to_query(PAGE.view), DOWNLOADS, "Each script carries the weights and asserts the numbers shown.")
