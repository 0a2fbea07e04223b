"""A button that copies the link to the view."""

from urllib.parse import urlencode

from rnnviz.ui.components import register

_link = register("link", "<div class='link'></div>")


def copy_link(query: dict[str, str], *, key: str) -> None:
    """Show the link whose parameters are ``query``, with a button that copies the browser's address."""
    _link(key=key, data={"query": urlencode(query, safe=",;")})
