"""A fresh server and a headless browser, for the browser tests and the benchmark."""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]


CHROMIUM = {
    "executable_path": next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None),
    "args": ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
}
"""The one on the path, else the one that playwright has fetched."""


@contextmanager
def chromium():
    """A headless Chromium that keeps nothing."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        yield browser
        browser.close()


@contextmanager
def lasting_context(browser, folder: Path):
    """A context that keeps compiled scripts in a folder: a page is there after 1.4 s instead of 2.3."""
    context = browser.browser_type.launch_persistent_context(str(folder), **CHROMIUM)
    yield context
    context.close()


SERVE = """
import json, sys, streamlit
from rnnviz.ui import server
streamlit.App(sys.argv[1], **server.options()).run(config=json.loads(sys.argv[2]))
"""


@contextmanager
def serve(script: str = "app.py", log=subprocess.DEVNULL):
    """A fresh server for ``script`` on a free port, as ``make run`` starts it, once it is healthy: process and address.

    A script other than the app has no server of its own in it: it gets the app's.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {"port": port, "address": "127.0.0.1", "headless": True, "fileWatcherType": "none"}
    if script == "app.py":
        command = ["-m", "streamlit", "run", script, *(f"--server.{name}={value}" for name, value in options.items())]
    else:
        command = ["-c", SERVE, script, json.dumps({f"server.{name}": value for name, value in options.items()})]
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_healthy(process, address)
        yield process, address
    finally:
        process.terminate()
        process.wait()


@contextmanager
def counting(address: str):
    """The address of a relay to ``address``, and a list whose sum is the number of bytes that came from there."""
    received, ends = [], []

    def relay(source, target, counts):
        with suppress(OSError):
            while part := source.recv(65536):
                counts.append(len(part))
                target.sendall(part)
            target.shutdown(socket.SHUT_WR)

    def accept():
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                upstream = socket.create_connection((urlsplit(address).hostname, urlsplit(address).port))
                ends.extend((client, upstream))
                threading.Thread(target=relay, args=(client, upstream, []), daemon=True).start()
                threading.Thread(target=relay, args=(upstream, client, received), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", received
    for each in ends:
        each.close()


def wait_until_healthy(process: subprocess.Popen, address: str, seconds: float = 180) -> None:
    """Return when the server answers; RuntimeError if it ends or does not within ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
            return
        except OSError:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.05)
    raise RuntimeError("The server did not start.")
