"""A figure with the numbers and the words that belong to it, as the browser is sent them."""

from dataclasses import dataclass
from functools import cached_property

import plotly.graph_objects as go

from rnnviz.figures.table import Table


@dataclass(frozen=True, eq=False)
class Drawing:
    """A figure to be drawn, kept with what the browser is sent of it.

    Args:
        figure: with a height in its layout; ``layout.meta.scale`` names the theme's palette for its colour axes, or
            ``layout.meta.scales`` one for each, by name.
        table: the numbers behind it, shown on demand and saved as CSV.
        alt: what the figure shows, in words computed from it.
    """

    figure: go.Figure
    table: Table
    alt: str

    @cached_property
    def sent(self) -> dict:
        """The figure and its table as the browser reads them."""
        table = {"columns": self.table.columns, "rows": to_json(self.table.rows)}
        return {"figure": self.figure.to_json(), "height": self.figure.layout.height, "alt": self.alt, "table": table}


def to_json(values) -> object:
    """Numbers as the browser can read them: nested lists, ∞ and NaN as text, None where a value is hidden."""
    if isinstance(values, (list, tuple)):
        return [to_json(each) for each in values]
    if hasattr(values, "tolist"):
        return to_json(values.tolist())
    if isinstance(values, float) and not abs(values) <= 1.7976931348623157e308:
        return "NaN" if values != values else "∞" if values > 0 else "−∞"
    return values
