"""A figure with the numbers and the words that belong to it, as the browser is sent them."""

from base64 import b64encode

import numpy as np
import orjson

from rnnviz.figures.table import Table


class Drawing:
    """A figure to be drawn, its table and its words.

    The figure is kept as the text that the browser is sent, no array of it.

    Args:
        figure: Plotly's {"data", "layout"}, with a height in its layout; ``layout.meta.scale`` names the theme's
            palette for its colour axes, or ``layout.meta.scales`` one for each, by name.
        table: the numbers behind it, shown on demand and saved as CSV.
        alt: what the figure shows, in words computed from it.
    """

    def __init__(self, figure: dict, table: Table, alt: str):
        self.table, self.alt = table, alt
        self.sent = {
            "figure": serialize(figure),
            "height": figure["layout"]["height"],
            "alt": alt,
            "table": serialize({"columns": table.columns, "values": [readable(each) for each in table.values]}),
        }
        """What plot.js reads: the figure and the columns of the table are JSON in texts of their own."""

    @property
    def figure(self) -> dict:
        """The figure, read back: arrays are as ``packed`` makes them."""
        return orjson.loads(self.sent["figure"])


def serialize(value: object) -> str:
    """Return a value as JSON; arrays of floats as ``packed`` makes them, NaN and infinities elsewhere as null."""
    return orjson.dumps(value, default=packed).decode()


def packed(array: np.ndarray | np.generic) -> object:
    """Return an array of floats as a typed array of Plotly's, every digit kept in half the characters; others as lists.

    >>> packed(np.array([[0.5, np.nan]], dtype=np.float32))
    {'dtype': 'f4', 'bdata': 'AAAAPwAAwH8=', 'shape': '1, 2'}
    """
    if not (isinstance(array, np.ndarray) and array.dtype.kind == "f" and array.size):
        return array.tolist()
    spec = {"dtype": f"f{array.itemsize}", "bdata": b64encode(np.ascontiguousarray(array)).decode()}
    return spec | ({"shape": ", ".join(map(str, array.shape))} if array.ndim > 1 else {})


def readable(column: np.ndarray | list) -> np.ndarray | list:
    """Return a column of a table with ∞ and NaN as text."""
    if isinstance(column, np.ndarray) and np.isfinite(column).all():
        return column
    return to_json(column)


def to_json(values) -> object:
    """Return numbers as the browser can read them: nested lists, ∞ and NaN as text, None where a value is hidden."""
    if isinstance(values, (list, tuple)):
        return [to_json(each) for each in values]
    if hasattr(values, "tolist"):
        return to_json(values.tolist())
    if isinstance(values, float) and not abs(values) <= 1.7976931348623157e308:
        return "NaN" if values != values else "∞" if values > 0 else "−∞"
    return values
