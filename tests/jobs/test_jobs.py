"""The rules of the queue and of its supervisor, on a cluster that does what the test says and a clock that it moves."""

import threading

import numpy as np
import pytest

from rnnviz import Cell, init_network
from rnnviz.core.layers import Dense, Recurrent
from rnnviz.jobs.cluster import Unreachable
from rnnviz.jobs.kinds import fit, keras_file
from rnnviz.jobs.kinds.fit import MAX_EPOCHS
from rnnviz.jobs.limits import MAX_BYTES, MAX_SECONDS, size
from rnnviz.jobs.queue import MAX_ENDED_BYTES, MAX_JOBS, MAX_JOBS_PER_SESSION
from rnnviz.jobs.supervisor import GRACE, NO_WORKER, Supervisor
from tests.support.waiting import until

NETWORK = init_network((Recurrent(Cell("lstm", 2)), Dense(1)), (None, None, 1), seed=0)
FILE = ("keras_file", keras_file.request(NETWORK, (None, 3, 1)))


class Clock:
    """Seconds that pass when a test says so."""

    now = 100.0

    def __call__(self) -> float:
        """The time."""
        return self.now


class Pretence:
    """A cluster without workers: tests begin and end its jobs."""

    embedded, connected, address, workers = True, True, "tcp://nowhere:1", 1

    def __init__(self, address, heard):
        self.heard, self.started, self.outcomes, self.released, self.closed = heard, [], {}, [], threading.Event()

    def slots(self):
        """How many jobs it runs at once."""
        return self.workers

    def start(self, job, task, arguments):
        """Given a job."""
        self.started.append(job)

    def outcome(self, job):
        """What the test has said of a job."""
        return self.outcomes.get(job)

    def release(self, job):
        """Told that a job is not wanted."""
        self.released.append(job)

    def close(self):
        """Closed."""
        self.closed.set()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def made():
    """The clusters that a supervisor has started."""
    return []


@pytest.fixture
def supervisor(clock, made):
    def make(address, heard):
        made.append(Pretence(address, heard))
        return made[-1]

    supervisor = Supervisor(clock=clock, cluster=make)
    yield supervisor
    for cluster in made:
        cluster.connected = False  # what runs is given up
    supervisor.shut_down()


def kinds(supervisor, job) -> list[str]:
    return [event.kind for event in supervisor.follow(job)]


def last(supervisor, job):
    return supervisor.follow(job)[-1]


def running(supervisor, made, session="a") -> str:
    """A job that its worker has begun."""
    job = supervisor.submit(session, *FILE)
    until(lambda: made and job in made[-1].started)
    made[-1].heard(job, "started", {})
    return job


def test_a_job_is_queued_starts_tells_and_is_done(supervisor, made, clock):
    job = running(supervisor, made)
    clock.now += 2
    made[-1].heard(job, "epoch", {"epoch": 1, "epochs": 1, "metrics": {}, "left": 0.0})
    made[-1].outcomes[job] = "done", {"file": b"keras"}
    event = until(lambda: supervisor.follow(job)[3:])[0]
    assert kinds(supervisor, job) == ["queued", "started", "epoch", "done"]
    assert event.data["result"] == {"file": b"keras"} and event.seconds == 2
    until(lambda: made[-1].released == [job])


def test_samples_are_kept_in_order_for_a_reader_who_looks_later(supervisor, made):
    job = running(supervisor, made)
    for epoch in (1, 2):
        made[-1].heard(job, "epoch", {"epoch": epoch, "epochs": 2, "metrics": {}, "left": 0.0})
        made[-1].heard(job, "sample", {"epoch": epoch, "tokens": [[epoch, 0]]})
    made[-1].heard(job, "gossip", {})
    made[-1].outcomes[job] = "done", {}
    until(lambda: last(supervisor, job).kind == "done")
    assert kinds(supervisor, job) == ["queued", "started", *["epoch", "sample"] * 2, "done"]
    assert [each.data["tokens"] for each in supervisor.follow(job) if each.kind == "sample"] == [[[1, 0]], [[2, 0]]]


def test_a_third_job_of_a_session_is_refused_and_another_session_waits_its_turn(supervisor, made):
    first = running(supervisor, made)
    second = supervisor.submit("a", *FILE)
    assert MAX_JOBS_PER_SESSION == 2
    with pytest.raises(ValueError, match="one job that runs and one that waits"):
        supervisor.submit("a", *FILE)
    third = supervisor.submit("b", *FILE)
    assert [last(supervisor, job).data["position"] for job in (second, third)] == [1, 2]
    supervisor.cancel(second)
    assert last(supervisor, third).data["position"] == 1
    made[-1].outcomes[first] = "done", {}
    until(lambda: made[-1].started == [first, third])


def test_a_session_runs_one_job_even_where_there_is_room_for_more(supervisor, made):
    first = running(supervisor, made)
    made[-1].workers = 3
    second, other = supervisor.submit("a", *FILE), supervisor.submit("b", *FILE)
    until(lambda: made[-1].started == [first, other])
    assert last(supervisor, second).kind == "queued"


def test_a_full_queue_refuses(supervisor):
    for number in range(MAX_JOBS):
        supervisor.submit(f"session {number}", *FILE)
    with pytest.raises(ValueError, match=f"{MAX_JOBS} jobs of all readers are waiting"):
        supervisor.submit("one more", *FILE)


def test_cancelling_frees_the_worker_once_it_says_so(supervisor, made):
    job, waiting = running(supervisor, made), supervisor.submit("b", *FILE)
    supervisor.cancel(job)
    assert last(supervisor, job).kind == "cancelled"
    until(lambda: made[-1].released == [job])
    assert made[-1].started == [job]
    made[-1].heard(job, "over", {})
    until(lambda: made[-1].started == [job, waiting])


def test_a_job_that_does_not_leave_its_worker_takes_the_worker_with_it(supervisor, made, clock):
    job, waiting = running(supervisor, made), supervisor.submit("b", *FILE)
    supervisor.cancel(job)
    until(lambda: made[0].released == [job])
    clock.now += GRACE
    until(lambda: len(made) == 2 and made[1].started == [waiting])
    assert made[0].closed.is_set()


def test_what_ends_by_itself_while_it_is_cancelled_keeps_no_worker(supervisor, made):
    job, waiting = running(supervisor, made), supervisor.submit("b", *FILE)
    made[-1].heard(job, "over", {})
    supervisor.cancel(job)
    until(lambda: made[-1].started == [job, waiting])
    assert made[-1].released == [job]


def test_a_job_may_run_for_a_while_and_no_longer(supervisor, made, clock):
    job = running(supervisor, made)
    clock.now += MAX_SECONDS - 1
    assert last(supervisor, job).kind == "started"
    clock.now += 1
    assert (
        until(lambda: last(supervisor, job).kind == "failed" and last(supervisor, job))
        .data["message"]
        .endswith(f"{MAX_SECONDS:.0f} seconds.")
    )


def test_a_session_that_left_and_is_not_back_loses_its_jobs(supervisor, made, clock):
    gone, back, here = (
        running(supervisor, made, "gone"),
        supervisor.submit("back", *FILE),
        supervisor.submit("here", *FILE),
    )
    supervisor.leave("gone")
    supervisor.leave("back")
    clock.now += 29
    supervisor.follow(back)
    clock.now += 1
    until(lambda: made[-1].released == [gone])
    with pytest.raises(ValueError, match="no such job any more"):
        supervisor.follow(gone)
    assert {last(supervisor, job).kind for job in (back, here)} == {"queued"}


def test_a_worker_that_ends_is_replaced_once(supervisor, made):
    job = running(supervisor, made)
    made[-1].heard(job, "started", {})
    assert last(supervisor, job).data == {"attempt": 2}
    made[-1].heard(job, "started", {})
    event = until(lambda: last(supervisor, job).kind == "failed" and last(supervisor, job))
    assert "The worker that ran it ended in the middle of it" in event.data["message"]


def test_a_scheduler_that_goes_ends_the_jobs_and_the_next_job_begins_with_another(supervisor, made):
    job = running(supervisor, made)
    made[-1].connected = False
    event = until(lambda: last(supervisor, job).kind == "failed" and last(supervisor, job))
    assert event.data["message"] == "The scheduler at tcp://nowhere:1 has gone. Start the job again later."
    until(made[0].closed.is_set)
    running(supervisor, made)
    assert len(made) == 2


def test_a_scheduler_without_workers_is_given_up(supervisor, clock, monkeypatch):
    monkeypatch.setattr(Pretence, "workers", 0)
    job = supervisor.submit("a", *FILE)
    until(lambda: supervisor._deserted is not None)
    clock.now += NO_WORKER
    event = until(lambda: last(supervisor, job).kind == "failed" and last(supervisor, job))
    assert "has no worker" in event.data["message"]


def test_a_scheduler_that_cannot_be_reached_is_said(clock):
    def unreachable(address, heard):
        raise Unreachable(f"The scheduler at {address} could not be reached.")

    supervisor = Supervisor(lambda: "tcp://nowhere:1", clock=clock, cluster=unreachable)
    job = supervisor.submit("a", *FILE)
    event = until(lambda: last(supervisor, job).kind == "failed" and last(supervisor, job))
    assert event.data["message"] == "The scheduler at tcp://nowhere:1 could not be reached."
    supervisor.shut_down()


def test_whatever_the_cluster_raises_ends_in_a_sentence(supervisor, made, monkeypatch):
    monkeypatch.setattr(Pretence, "start", lambda *rest: {}["no such thing"])
    job = supervisor.submit("a", *FILE)
    event = until(lambda: last(supervisor, job).kind == "failed" and last(supervisor, job))
    assert event.data["message"] == "The cluster failed (KeyError). Start the job again."


def test_an_idle_cluster_is_closed_and_the_next_job_starts_another(supervisor, made, clock):
    job = running(supervisor, made)
    made[0].outcomes[job] = "done", {}
    until(lambda: made[0].released == [job])
    clock.now += 600
    until(made[0].closed.is_set)
    running(supervisor, made)
    assert len(made) == 2 and last(supervisor, job).kind == "done"


def test_results_are_kept_within_bounds(supervisor, made):
    jobs = []
    for _ in range(3):
        jobs.append(running(supervisor, made))
        made[-1].outcomes[jobs[-1]] = "done", {"large": np.zeros(MAX_ENDED_BYTES // 8 // 2 - 100)}
        until(lambda: last(supervisor, jobs[-1]).kind == "done")
    with pytest.raises(ValueError, match="no such job any more"):
        supervisor.follow(jobs[0])
    assert last(supervisor, jobs[1]).kind == "done"


def test_only_plain_data_travels():
    for wrong in ({"f": print}, {1: "one"}, np.array([print]), np.array(["text"]), {"x": {3}}):
        with pytest.raises(ValueError, match="numbers, text and arrays of numbers"):
            size(wrong)


def fit_of(epochs=2, samples=4, timesteps=3, **changes):
    inputs, order = np.zeros((samples, timesteps, 1)), np.tile(np.arange(samples), (epochs, 1))
    return fit.request(NETWORK, inputs, np.zeros((samples, 1)), order, **changes)


@pytest.mark.parametrize(
    ("task", "arguments", "said"),
    [
        ("eval", lambda: {}, "A job must be one of .*check, fit, keras_file"),
        ("keras_file", lambda: {"network": np.zeros(MAX_BYTES // 8 + 1)}, "The arguments of a job may hold 32 MB"),
        ("fit", lambda: fit_of(epochs=MAX_EPOCHS + 1), f"epochs must be from 1 to {MAX_EPOCHS}"),
        ("fit", lambda: fit_of(epochs=MAX_EPOCHS, samples=1000), "would take Keras about .* minutes"),
    ],
)
def test_what_is_too_much_is_refused(supervisor, task, arguments, said):
    with pytest.raises(ValueError, match=said):
        supervisor.submit("a", task, arguments())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"optimizer": "lion"}, "optimizer must be one of"),
        ({"loss": "hinge"}, "loss must be one of"),
        ({"clipping": "some"}, "clipping must be one of"),
        ({"dtype": "int8"}, "dtype must be one of"),
        ({"batch": 0}, "batch, learning_rate and threshold must be positive"),
        ({"learning_rate": float("nan")}, "must be positive"),
    ],
)
def test_a_fit_that_makes_no_sense_is_named(changes, said):
    with pytest.raises(ValueError, match=said):
        fit_of(**changes)


def test_an_order_must_be_of_the_samples():
    inputs, targets = np.zeros((4, 3, 1)), np.zeros((4, 1))
    for order in (np.zeros(4, int), np.zeros((2, 3), int), np.full((2, 4), 4), np.zeros((2, 4)), np.zeros((0, 4), int)):
        with pytest.raises(ValueError, match="order must be"):
            fit.request(NETWORK, inputs, targets, order)
