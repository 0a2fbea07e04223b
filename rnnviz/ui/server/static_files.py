"""Scripts, styles and fonts: compressed once a process, and kept by browsers."""

import asyncio
import gzip
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path

import brotli
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config, file_util
from streamlit.url_util import make_url_path

from rnnviz.ui import components
from rnnviz.ui.components.plot import STATIC, plotly_file

ENCODERS = {
    "br": partial(brotli.compress, mode=brotli.MODE_TEXT, quality=8),
    "gzip": partial(gzip.compress, compresslevel=9, mtime=0),
    "identity": bytes,
}
"""The encodings from the smallest to the largest. Both compressors let go of Python's lock while they work.

Brotli's quality 8 takes a fifth of the time of 9 for 0.4 % more bytes: of a fresh server's scripts 0.14 s in place of
0.7, for which the first reader waits.
"""

MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}

KEPT = {".woff2": "max-age=86400"}
"""How long browsers keep a file whose name does not tell its content: of a font, what we cut from it."""


def files_by_path() -> dict[str, Path]:
    """Return the files that are served here, by the path of their address.

    They are Streamlit's scripts and styles, Plotly, and Streamlit's fonts where ``make fonts`` has cut them.
    """
    root = Path(file_util.get_static_dir())
    found = {each.relative_to(root).as_posix(): each for each in root.glob("static/*/*") if each.suffix != ".woff2"}
    found |= {f"static/media/{each.name}": each for each in STATIC.glob("fonts/*.woff2")}
    if plotly := plotly_file():
        found[f"app/static/{plotly.name}"] = plotly
    base = config.get_option("server.baseUrlPath")
    return {make_url_path(base, path): each for path, each in found.items() if each.suffix in MEDIA_TYPES}


def choose_encoding(accepted: str) -> str:
    """Return the best of our encodings that an Accept-Encoding header names and does not refuse."""
    offers = [offer.partition(";q=") for offer in accepted.lower().replace(" ", "").split(",")]
    names = {name for name, _, weight in offers if not weight or weight.strip("0.")}
    return next((name for name in ENCODERS if name in names), "identity")


class StaticFiles:
    """Answer requests for such files; leave every other one to the application."""

    def __init__(self, app: ASGIApp):
        self.app = app
        self.files = files_by_path()
        self.scripts = make_url_path(config.get_option("server.baseUrlPath"), "app/static/")
        self.pool = ThreadPoolExecutor(2, thread_name_prefix="compress")
        self.encoded = cache(self._encode)
        if plotly := plotly_file():
            self.encoded(plotly, "br")  # before the first reader asks

    def _encode(self, file: Path, encoding: str) -> Future[bytes]:
        """Begin to encode a file. Cached, so that a file is encoded once however many ask for it."""
        return self.pool.submit(lambda: ENCODERS[encoding](components.SCRIPTS.get(file.name) or file.read_bytes()))

    def find(self, path: str) -> Path | None:
        """Return the file at a path, which is in memory where it is a component's script; None for any other path."""
        found = self.files.get(path)
        if found is None and path.startswith(self.scripts) and Path(path).name in components.SCRIPTS:
            return Path(path)
        return found

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        is_asked = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        file = self.find(scope["path"]) if is_asked else None
        if file is None:
            return await self.app(scope, receive, send)
        accepted = "" if file.suffix == ".woff2" else Headers(scope=scope).get("accept-encoding", "")
        encoding = choose_encoding(accepted)  # a font is compressed as it is
        body = await asyncio.wrap_future(self.encoded(file, encoding))
        headers = {
            "Cache-Control": f"public, {KEPT.get(file.suffix, 'max-age=31536000, immutable')}",
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
            "Access-Control-Allow-Origin": "*",
        }
        if encoding != "identity":
            headers["Content-Encoding"] = encoding
        await Response(body, headers=headers, media_type=MEDIA_TYPES[file.suffix])(scope, receive, send)
