"""A button that copies the link to the view."""

from rnnviz.ui.components import register

_link = register("link", "<div class='link'></div>")


def copy_link(*, key: str) -> None:
    """Show the browser's address, which is the link to the view, with a button that copies it."""
    _link(key=key)
