"""A fresh server and a headless browser, for the browser tests and the benchmark."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import plotly
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def chromium():
    """Chromium: the one on the path, else the one that playwright has fetched."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    options = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=options)
        yield browser
        browser.close()


@contextmanager
def serve(script: str = "app.py"):
    """A fresh server for ``script`` on a free port, once it is healthy: its process and its address."""
    if script != "app.py":
        serve_plotly_beside(ROOT / script)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", script, *options, "--server.fileWatcherType", "none"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_healthy(process, address)
        yield process, address
    finally:
        process.terminate()
        process.wait()


def serve_plotly_beside(script: Path) -> None:
    """Copy Plotly to where Streamlit serves static files from: beside the script that it runs."""
    source = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    (script.parent / "static").mkdir(exist_ok=True)
    shutil.copyfile(source, script.parent / "static" / source.name)


def wait_until_healthy(process: subprocess.Popen, address: str, seconds: float = 60) -> None:
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
