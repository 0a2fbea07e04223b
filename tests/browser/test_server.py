"""What the server sends: compressed, kept by browsers, Plotly early, and no word of a fault but its place."""

import gzip
import http.client
import re
from contextlib import closing
from urllib.parse import urlsplit

import brotli
import pytest

from rnnviz.ui.routes import CHAPTERS
from rnnviz.ui.server import static_files
from tests.support.browsing import Visit
from tests.support.serving import counting, serve

TYPED = "4.2042, 4.1971"


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """The server's log."""
    return tmp_path_factory.mktemp("server") / "log"


@pytest.fixture(scope="module")
def faulty(log):
    """A server for a script that fails as it is told, and whose log is kept."""
    with log.open("w") as file, serve("tests/support/apps/faulty.py", file) as (_, address):
        yield address


def fetch(address: str, path: str, encodings: str = "") -> tuple[http.client.HTTPResponse, bytes]:
    """A response without any library's help, and its body as it came."""
    with closing(http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)) as connection:
        connection.request("GET", path, headers={"Accept-Encoding": encodings, "Connection": "close"})
        response = connection.getresponse()
        return response, response.read()


def plotly_path(address: str) -> str:
    """The path of the script that a chapter's page asks to be loaded early."""
    page = fetch(address, f"/{CHAPTERS[0].path}")[1].decode()
    link = re.search(r'<link rel="preload" as="script" [^>]*href="\./(app/static/plotly-\w+\.min\.js)"', page)
    return f"/{link[1]}"


def test_plotly_is_compressed_and_the_same_in_every_encoding(server):
    path = plotly_path(server)
    plain = fetch(server, path)[1]
    for encodings, name, read in (
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
    ):
        response, body = fetch(server, path, encodings)
        assert response.headers["Content-Encoding"] == name
        assert response.headers["Vary"] == "Accept-Encoding"
        assert len(body) < len(plain) / 2 and read(body) == plain
    assert b"plotly.js" in plain[:100]


def test_what_is_named_by_content_is_kept_for_a_year_and_no_page_is(server):
    index = fetch(server, "/")[1].decode()
    own = re.findall(r'(?:src|href)="\.(/static/[^"]+\.(?:js|css))"', index)
    for path in (plotly_path(server), *own):
        response, _ = fetch(server, path, "br")
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["Content-Encoding"] == "br"
    for path in ("", *(chapter.path for chapter in CHAPTERS)):
        response, body = fetch(server, f"/{path}")
        assert response.headers["Cache-Control"] == "no-cache"
        assert (b"plotly" in body) == bool(path)


def test_a_deep_link_asks_at_once_for_what_draws_it_and_for_the_server_where_it_is(context, server):
    page = fetch(server, f"/{CHAPTERS[0].path}")[1].decode()
    links = re.findall(r'<link rel="modulepreload" [^>]*fetchpriority="low"[^>]*href="\.(/[^"]+)"', page)
    assert any("BidiComponent" in each for each in links) and len(links) == len({*links})
    assert any("/diagram-" in each for each in links)
    assert all(fetch(server, each)[0].status == 200 for each in links)
    tab, asked = context.new_page(), []
    tab.on("request", lambda request: asked.append(urlsplit(request.url).path))
    tab.goto(f"{server}/{CHAPTERS[0].path}")
    tab.locator(".diagram .node").first.wait_for()
    assert {each for each in asked if each.endswith("/_stcore/health")} == {"/_stcore/health"}
    assert {*links} <= {*asked} and all(asked.count(each) == 1 for each in links)
    tab.close()


def test_health_is_where_it_was(server):
    assert fetch(server, "/_stcore/health")[1] == b"ok"
    assert fetch(server, "/static/js/../../../app.py")[0].status != 200


def test_a_file_is_compressed_once_however_many_ask(monkeypatch, tmp_path):
    file, calls = tmp_path / "script.js", []
    file.write_text("x")
    monkeypatch.setitem(static_files.ENCODERS, "br", lambda body: calls.append(body) or b"y")
    served = static_files.StaticFiles(app=None)
    calls.clear()
    assert {served.encoded(file, "br").result(timeout=30) for _ in range(30)} == {b"y"}
    assert calls.count(b"x") == 1


def test_a_second_visit_is_small(browser, server):
    with counting(server) as (address, received):
        opened = Visit(browser, address, "gradients")
        opened.drawn()
        opened.page.wait_for_load_state("networkidle")
        assert sum(received) > 500_000
        opened.page.goto("about:blank")
        received.clear()
        opened.page.goto(f"{address}/gradients")
        opened.drawn()
        assert sum(received) < 200_000
        opened.page.close()


@pytest.mark.parametrize("button", ["on the page", "in a callback", "in a fragment"])
def test_a_fault_is_a_sentence_for_the_reader_and_one_line_in_the_log(context, faulty, log, button):
    before = log.read_text()
    opened = Visit(context, faulty)
    opened.page.get_by_label("typed").fill(TYPED)
    opened.page.get_by_role("button", name=button).click()
    alert = opened.page.get_by_role("alert")
    alert.wait_for()
    assert "a fault of ours" in alert.inner_text()
    assert "Traceback" not in opened.page.content() and "ValueError" not in opened.page.content()
    lines = log.read_text()[len(before) :].splitlines()
    assert len(lines) == 1 and "Fault on page /: ValueError at tests/support/apps/faulty.py:" in lines[0]
    assert TYPED not in log.read_text()
    opened.page.close()
