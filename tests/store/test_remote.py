"""Files that are fetched, from a server of this test: what they are, or a sentence."""

import hashlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from rnnviz.store.remote import Remote, fetch

BOOK = b"Down the Rabbit-Hole\r\n" * 40


class Shelf(BaseHTTPRequestHandler):
    """Has the book, a longer one, one that breaks off, and no other."""

    asked = 0

    def do_GET(self):  # noqa: N802
        """Answer."""
        Shelf.asked += 1
        if self.path == "/missing":
            return self.send_error(404)
        said = BOOK + b"!" * (self.path == "/longer")
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said[:100] if self.path == "/broken" else said)

    def log_message(self, *given):
        """Say nothing."""


@pytest.fixture(scope="module")
def address():
    """A server on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shelf)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def remote(url: str) -> Remote:
    """The book, said to be there."""
    return Remote("The book", url, len(BOOK), hashlib.sha256(BOOK).hexdigest(), "a test")


def test_a_file_is_fetched_once(address):
    Shelf.asked = 0
    assert fetch(remote(f"{address}/book")) == fetch(remote(f"{address}/book")) == BOOK
    assert Shelf.asked == 1


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("longer", "is not used: its SHA-256 is [0-9a-f]{64}, that of the file it should be [0-9a-f]{64}"),
        ("broken", "no answer from the network|is not used: its SHA-256 is"),
        ("missing", "the server answered 404"),
    ],
)
def test_what_is_another_file_is_not_used(address, path, said):
    with pytest.raises(ValueError, match=f"^The book.*({said})"):
        fetch(remote(f"{address}/{path}"))


def test_without_a_network_there_is_a_sentence():
    for url in ("http://127.0.0.1:9/book", "http://no.such.host.invalid/book"):
        with pytest.raises(ValueError, match="could not be fetched: there is no answer from the network"):
            fetch(remote(url))
