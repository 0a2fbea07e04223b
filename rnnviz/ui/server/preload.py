"""A chapter's deep link asks for what the chapter draws with at once, while Streamlit starts."""

import re
from functools import cache, partial
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from streamlit import config, file_util
from streamlit.url_util import make_url_path

from rnnviz.ui import components
from rnnviz.ui.components.plot import plotly_address
from rnnviz.ui.routes import CHAPTERS, Chapter

ELEMENTS = ("Html", "ButtonGroup", "Slider", "Checkbox", "Button", "BidiComponent")
"""Streamlit's elements that every chapter opens with. Their scripts are fetched when the first one is to be drawn."""

IMPORT = re.compile(r"""(?:from|import)\s*["'`]\./([\w.-]+\.js)""")

BASE = '<script>window.__streamlit = {BACKEND_BASE_URL: new URL(".", location.href).href}</script>'
"""Where the server is. Streamlit would first ask below the chapter's own address."""


def routes() -> list[Route]:
    """Return one route a chapter: Streamlit's index page, with links that the browser follows early."""
    base = config.get_option("server.baseUrlPath")
    return [Route(make_url_path(base, each.path), partial(chapter_page, each)) for each in CHAPTERS]


def chapter_page(chapter: Chapter, request: Request) -> HTMLResponse:
    """Return Streamlit's index page with links to scripts, of low priority: Streamlit's own come first."""
    page = (Path(file_util.get_static_dir()) / "index.html").read_text("utf-8")
    modules = [*scripts_of_elements(), *map(components.address, ("watch", *chapter.draws))]
    links = [f'<link rel="modulepreload" crossorigin fetchpriority="low" href="./{each}">' for each in modules]
    if address := plotly_address():
        links.append(f'<link rel="preload" as="script" fetchpriority="low" href="./{address}">')
    page = page.replace("<head>", f"<head>{BASE}", 1).replace("</head>", f"{''.join(links)}</head>", 1)
    return HTMLResponse(page, headers={"Cache-Control": "no-cache"})


@cache
def scripts_of_elements() -> tuple[str, ...]:
    """Return the addresses of the elements' scripts, with all that they import."""
    folder, found = Path(file_util.get_static_dir()) / "static/js", {}

    def follow(name: str) -> None:
        if name not in found:
            found[name] = f"static/js/{name}"
            for each in IMPORT.findall((folder / name).read_text("utf-8")):
                follow(each)

    for element in ELEMENTS:
        for file in folder.glob(f"{element}.*.js"):
            follow(file.name)
    return tuple(found.values())
