"""A chapter's deep link asks for Plotly at once, while Streamlit starts; the landing page never does."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from streamlit import config, file_util
from streamlit.url_util import make_url_path

from rnnviz.ui.components.plot import plotly_address
from rnnviz.ui.routes import CHAPTERS


def routes() -> list[Route]:
    """Return one route a chapter: Streamlit's index page, with links that the browser follows early."""
    base = config.get_option("server.baseUrlPath")
    return [Route(make_url_path(base, each.path), chapter_page) for each in CHAPTERS]


def chapter_page(request: Request) -> HTMLResponse:
    """Return Streamlit's index page with a link to Plotly, of low priority: Streamlit's own scripts come first."""
    page = (Path(file_util.get_static_dir()) / "index.html").read_text("utf-8")
    if address := plotly_address():
        link = f'<link rel="preload" as="script" fetchpriority="low" href="./{address}">'
        page = page.replace("</head>", f"{link}</head>", 1)
    return HTMLResponse(page, headers={"Cache-Control": "no-cache"})
