"""Jobs on real workers: an embedded one, and a scheduler and a worker of their own on loopback."""

import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
import pytest

from rnnviz import Cell, init_network
from rnnviz.core.layers import CategoryEncoding, Dense, Recurrent
from rnnviz.jobs import cluster
from rnnviz.jobs.kinds import fit, keras_file, train
from rnnviz.jobs.limits import MAX_BYTES, size
from rnnviz.jobs.queue import ENDED
from rnnviz.jobs.samples import Sampling, Windows
from rnnviz.jobs.supervisor import Supervisor
from tests.support.reports import Heard
from tests.support.waiting import until

ROOT = Path(__file__).resolve().parents[2]

NETWORK = init_network((Recurrent(Cell("simple_rnn", 3)), Dense(1, "tanh")), (None, None, 1), seed=1)
FILE = ("keras_file", keras_file.request(NETWORK, (None, 3, 1)))


def fit_of(epochs: int) -> dict:
    """A fit of 40 batches an epoch: ten epochs take about half a second once it is traced."""
    rng = np.random.default_rng(0)
    order = np.stack([rng.permutation(40) for _ in range(epochs)])
    return fit.request(NETWORK, rng.normal(size=(40, 12, 1)), rng.normal(size=(40, 1)), order)


@pytest.fixture(scope="module")
def embedded():
    """A supervisor with a worker of its own."""
    supervisor = Supervisor()
    yield supervisor
    supervisor.shut_down()


def ended(supervisor, job):
    """A job's last event, once it has ended."""
    return until(lambda: supervisor.follow(job)[-1].kind in ENDED and supervisor.follow(job)[-1], seconds=60)


def busy(supervisor, session="a") -> str:
    """A long fit that is on its way."""
    job = supervisor.submit(session, "fit", fit_of(2000))
    until(lambda: supervisor.follow(job)[-1].kind == "epoch", seconds=60)
    return job


def worker_of(supervisor) -> psutil.Process:
    """The process of an embedded worker."""
    (nanny,) = supervisor._cluster._cluster.workers.values()
    return psutil.Process(nanny.pid)


def test_a_fit_tells_of_its_epochs_in_order_and_is_keras_to_the_last_digits(embedded):
    job = embedded.submit("a", "fit", fit_of(4))
    event = ended(embedded, job)
    events = embedded.follow(job)
    assert [each.kind for each in events] == ["queued", "started", *["epoch"] * 4, "done"]
    assert [each.data["epoch"] for each in events[2:-1]] == [1, 2, 3, 4]
    assert [each.seconds for each in events] == sorted(each.seconds for each in events)
    here, there = fit.run(fit_of(4), Heard()), event.data["result"]
    assert here.keys() == there.keys()
    np.testing.assert_allclose(there["losses"], here["losses"], rtol=1e-10)
    np.testing.assert_allclose(there["predictions"], here["predictions"], rtol=1e-10)
    assert [each.data["metrics"]["loss"] for each in events[2:-1]] == there["losses"].tolist()


def test_a_training_on_text_shows_what_it_writes_after_every_epoch(embedded):
    layers = (CategoryEncoding(5), Recurrent(Cell("gru", 4), return_sequences=True), Dense(5, "softmax"))
    network = init_network(layers, (None, None), seed=1)
    windows = Windows(np.arange(60) % 5, np.arange(0, 54, 6), 6, every_step=True)
    arguments = train.request(
        network,
        windows,
        order=0,
        epochs=3,
        loss="sparse_categorical_crossentropy",
        samplings=[Sampling([0, 1], [0.2, 0.5, 0.8])],
    )
    job = embedded.submit("a", "train", arguments)
    result = ended(embedded, job).data["result"]
    events = embedded.follow(job)
    assert [each.kind for each in events] == ["queued", "started", *["epoch", "sample"] * 3, "done"]
    told = [each.data for each in events if each.kind == "sample"]
    assert [each["epoch"] for each in told] == [1, 2, 3]
    assert [list(each["tokens"][0]) for each in told] == result["samples"][0].tolist()


def test_a_job_that_is_stopped_leaves_its_worker_to_the_next(embedded):
    job, waiting = busy(embedded), embedded.submit("b", *FILE)
    assert embedded.follow(waiting)[-1].data == {"position": 1}
    embedded.cancel(job)
    assert embedded.follow(job)[-1].kind == "cancelled"
    assert ended(embedded, waiting).kind == "done"
    assert embedded.follow(job)[-1].kind == "cancelled"


def test_what_keras_or_we_refuse_fails_with_a_sentence(embedded):
    network = init_network((Recurrent(Cell("coupled_lstm", 3)),), (None, None, 1), seed=1)
    event = ended(embedded, embedded.submit("a", "keras_file", keras_file.request(network, (None, 3, 1))))
    assert event.kind == "failed" and event.data["message"].startswith("Keras has no coupled LSTM")


def test_a_job_as_large_as_is_allowed_goes_through(embedded):
    """Of many features rather than many timesteps: it is as large, and soon computed."""
    wide = init_network((Recurrent(Cell("simple_rnn", 3)), Dense(1, "tanh")), (None, None, 2400), seed=1)
    inputs, order = np.random.default_rng(0).normal(size=(1600, 1, 2400)), np.arange(1600)[None]
    arguments = fit.request(wide, inputs, np.zeros((1600, 1)), order, batch=1600)
    assert 30e6 < size(arguments) < MAX_BYTES
    assert ended(embedded, embedded.submit("a", "fit", arguments)).kind == "done"


def test_a_killed_worker_is_replaced_once_and_then_the_job_fails_and_the_next_one_works(embedded):
    job = busy(embedded)
    worker_of(embedded).kill()
    until(lambda: embedded.follow(job)[-1].kind == "started", seconds=60)
    assert embedded.follow(job)[-1].data == {"attempt": 2}
    until(lambda: embedded.follow(job)[-1].kind == "epoch", seconds=60)
    worker_of(embedded).kill()
    event = ended(embedded, job)
    assert event.kind == "failed" and event.data["message"] == cluster.LOST_WORKER
    assert ended(embedded, embedded.submit("a", *FILE)).kind == "done"


def test_a_worker_that_has_grown_is_replaced_between_two_jobs(embedded, monkeypatch):
    assert ended(embedded, embedded.submit("a", *FILE)).kind == "done"
    before = worker_of(embedded)
    assert ended(embedded, embedded.submit("a", *FILE)).kind == "done"
    assert worker_of(embedded) == before
    monkeypatch.setattr(cluster, "MAX_WORKER_BYTES", 0)
    assert ended(embedded, embedded.submit("a", *FILE)).kind == "done"
    assert worker_of(embedded) != before


@contextmanager
def process(*arguments):
    """A process of Dask's command line; it and what it started is ended after."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    started = subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield psutil.Process(started.pid)
    finally:
        family = [*psutil.Process(started.pid).children(recursive=True)] if started.poll() is None else []
        started.kill()
        started.wait()
        for each in family:
            if each.is_running():
                each.kill()


def test_a_remote_worker_that_is_killed_a_scheduler_that_goes_and_one_that_is_not_there(monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT", 20.0)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    supervisor = Supervisor(lambda: address)
    on_loopback = ("--host", "127.0.0.1", "--no-dashboard")
    with process("scheduler", *on_loopback, "--port", str(port)) as scheduler:
        with process("worker", address, *on_loopback, "--nthreads", "1") as worker:
            job = busy(supervisor)
            max(worker.children(), key=lambda each: each.memory_info().rss).kill()  # that with Keras loaded
            until(lambda: supervisor.follow(job)[-1].data == {"attempt": 2}, seconds=60)
            until(lambda: supervisor.follow(job)[-1].kind == "epoch", seconds=60)
            supervisor.cancel(job)
            assert ended(supervisor, supervisor.submit("a", *FILE)).kind == "done"
            job = busy(supervisor)
            scheduler.kill()
            event = ended(supervisor, job)
            assert event.kind == "failed"
            assert event.data["message"] == f"The scheduler at {address} has gone. Start the job again later."
    monkeypatch.setattr(cluster, "CONNECT", 0.5)
    event = ended(supervisor, supervisor.submit("a", *FILE))
    assert event.kind == "failed" and event.data["message"].startswith(
        f"The scheduler at {address} could not be reached"
    )
    supervisor.shut_down()


def test_the_process_that_submits_stays_light_and_its_worker_says_nothing(tmp_path):
    script = tmp_path / "app.py"
    script.write_text(
        """
import sys, time
if __name__ == "__main__":
    from rnnviz import Cell, Recurrent, init_network, jobs
    from rnnviz.jobs.kinds import keras_file
    from rnnviz.ui import frame
    print(sorted({"distributed", "dask", "keras", "tensorflow"} & set(sys.modules)))
    network = init_network((Recurrent(Cell("lstm", 2)),), (None, None, 1), seed=0)
    job = jobs.submit("a", "keras_file", keras_file.request(network, (None, 3, 1)))
    while jobs.follow(job)[-1].kind not in jobs.ENDED:
        time.sleep(0.01)
    print(jobs.follow(job)[-1].kind, sorted({"keras", "tensorflow"} & set(sys.modules)))
    jobs.shut_down()
"""
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.splitlines() == ["[]", "done []"]
    assert done.stderr == ""
