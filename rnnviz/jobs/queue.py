"""Who waits, who runs, who is refused: the rules of the queue, with no cluster and no clock of its own."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from rnnviz.jobs.kinds import KINDS
from rnnviz.jobs.limits import MAX_SECONDS, check_bytes, size

MAX_JOBS_PER_SESSION = 2
"""Jobs of one session that have not ended: one that runs and one that waits."""

MAX_JOBS = 40
"""Jobs of all sessions that have not ended."""

MAX_ENDED_BYTES = 64_000_000
"""Bytes of events and results that are kept of jobs that have ended; the oldest go first."""

ENDED = ("done", "failed", "cancelled")

TOLD = ("epoch", "sample")
"""What a worker tells while it is at work."""


@dataclass(frozen=True)
class Event:
    """Something that happened to a job, ``seconds`` after it was submitted.

    ========= =============================================================================================
    kind      data
    ========= =============================================================================================
    queued    position: 1 for the next to start
    started   attempt: 2 where the first worker ended and it begins again
    epoch     epoch, epochs; metrics, a number by name; left, seconds still to go
    sample    epoch, after which it was made; tokens, a list of each text written; outputs, of the inputs shown
    done      result: plain numbers, text and arrays by name
    failed    message: a sentence
    cancelled message: a sentence
    ========= =============================================================================================
    """

    kind: str
    seconds: float
    data: dict = field(default_factory=dict)


@dataclass(eq=False)
class Job:
    """A job: what the queue knows of it, and what the supervisor does.

    ``attempts`` counts the workers that began it. Once it has ended, ``released`` is when the cluster was told that
    nobody wants it, and ``over`` whether its worker has left it.
    """

    id: str
    session: str
    kind: str
    arguments: dict
    submitted: float
    events: list[Event] = field(default_factory=list)
    dispatched: bool = False
    started: float | None = None
    attempts: int = 0
    released: float | None = None
    over: bool = False

    @property
    def ended(self) -> bool:
        """Whether nothing more will be said of it."""
        return self.events[-1].kind in ENDED


class Queue:
    """The jobs of every session; not safe to use from two threads at once.

    Args:
        clock: seconds, from any origin.
        patience: seconds after which the jobs of a session that has left are cancelled.
        seconds: how long a job may run.
    """

    def __init__(self, clock: Callable[[], float], patience: float, seconds: float = MAX_SECONDS):
        self._clock, self._patience, self._seconds = clock, patience, seconds
        self._jobs: dict[str, Job] = {}
        self._left: dict[str, float] = {}

    def submit(self, session: str, kind: str, arguments: dict) -> str:
        """Take a job in; its id.

        Raises:
            ValueError: if the kind is not known, the arguments are not plain or too large, the work would take too
                long, or too many jobs are there already.
        """
        check_job(kind, arguments)
        alive = self.alive
        if sum(job.session == session for job in alive) >= MAX_JOBS_PER_SESSION:
            raise ValueError(
                "You have one job that runs and one that waits already: stop one of them, or wait until one is done."
            )
        if len(alive) >= MAX_JOBS:
            raise ValueError(f"{MAX_JOBS} jobs of all readers are waiting already: try again in a minute.")
        job = Job(uuid.uuid4().hex, session, kind, arguments, self._clock())
        job.events.append(Event("queued", 0.0, {"position": len(self.waiting) + 1}))
        self._jobs[job.id] = job
        self.touch(session)
        return job.id

    @property
    def alive(self) -> list[Job]:
        """The jobs that have not ended, oldest first."""
        return [job for job in self._jobs.values() if not job.ended]

    @property
    def waiting(self) -> list[Job]:
        """Those that have not been given to a worker."""
        return [job for job in self.alive if not job.dispatched]

    def find(self, job: str) -> Job:
        """The job with an id; ValueError where there is none any more."""
        if job not in self._jobs:
            raise ValueError("There is no such job any more: start it again.")
        return self._jobs[job]

    def follow(self, job: str, since: int = 0) -> tuple[Event, ...]:
        """What has happened to a job, from event number ``since`` on; whoever asks is there."""
        found = self.find(job)
        self.touch(found.session)
        return tuple(found.events[since:])

    def touch(self, session: str) -> None:
        """The session is there."""
        self._left.pop(session, None)

    def leave(self, session: str) -> None:
        """The session has gone, for now."""
        if any(job.session == session for job in self._jobs.values()):
            self._left.setdefault(session, self._clock())

    def add_event(self, job: Job, kind: str, **data) -> None:
        """Add an event, unless the job has ended."""
        if job.ended:
            return
        job.events.append(Event(kind, self._clock() - job.submitted, data))
        if kind == "started":
            job.started, job.attempts = self._clock(), job.attempts + 1
        if job.ended:
            job.arguments = {}
            self._forget()
        self._add_positions()

    def cancel(self, job: Job, message: str) -> None:
        """End a job because nobody wants it any more."""
        self.add_event(job, "cancelled", message=message)

    def next(self) -> Job | None:
        """The job to give to a worker now: the oldest of a session that has none running."""
        running = {job.session for job in self.alive if job.dispatched}
        return next((job for job in self.waiting if job.session not in running), None)

    def dispatch(self, job: Job) -> None:
        """It has been given to a worker."""
        job.dispatched = True
        self._add_positions()

    def expire(self) -> None:
        """End the jobs that run for too long, and those whose session has been gone for too long."""
        now = self._clock()
        gone = {session for session, since in self._left.items() if now - since >= self._patience}
        for job in self.alive:
            if job.session in gone:
                self.cancel(job, "Its reader has left.")
            elif job.started is not None and now - job.started >= self._seconds:
                self.add_event(job, "failed", message=f"It was stopped: a job may run for {self._seconds:.0f} seconds.")
        for session in gone:
            del self._left[session]
            self._jobs = {key: job for key, job in self._jobs.items() if job.session != session}

    def _add_positions(self) -> None:
        for position, job in enumerate(self.waiting, start=1):
            if job.events[-1].data["position"] != position:
                job.events.append(Event("queued", self._clock() - job.submitted, {"position": position}))

    def _forget(self) -> None:
        kept = 0
        for job in reversed([job for job in self._jobs.values() if job.ended]):
            kept += sum(size(event.data) for event in job.events)
            if kept > MAX_ENDED_BYTES:
                del self._jobs[job.id]


def check_job(kind: str, arguments: dict) -> None:
    """Raise ValueError if there is no such kind, or if its arguments are not plain, too large or too much work."""
    if kind not in KINDS:
        raise ValueError(f"A job must be one of {', '.join(KINDS)}; received {kind!r}.")
    check_bytes("The arguments of a job", arguments)
    seconds = KINDS[kind].estimate(arguments)
    if seconds > MAX_SECONDS:
        raise ValueError(
            f"This would take Keras about {seconds / 60:.0f} minutes; a job may take {MAX_SECONDS / 60:.0f}. Take "
            "fewer epochs, fewer or shorter windows, or a larger batch."
        )
