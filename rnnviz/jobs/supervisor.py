"""Brings the queue and the cluster together: one thread, which lives while there is work or the cluster is warm."""

import threading
import time
from collections.abc import Callable

from rnnviz.jobs.cluster import LOST_WORKER, RETRIES, Cluster, Unreachable
from rnnviz.jobs.queue import TOLD, Event, Job, Queue

TICK = 0.05
"""Seconds between two looks at what runs."""

GRACE = 5.0
"""Seconds in which a cancelled job leaves its worker; an embedded worker that is still busy then is ended."""

NO_WORKER = 30.0
"""Seconds for which a scheduler may have no worker before its jobs are given up."""


class Supervisor:
    """The jobs of this process. Every method may be called from any thread, and none of them waits for the cluster.

    Args:
        address: gives the scheduler's address, or None for an embedded cluster, whenever a cluster is started.
        idle: seconds without a job after which the cluster is closed.
        patience: seconds after which the jobs of a session that has left are cancelled.
        clock: seconds, from any origin.
        cluster: what is started, as ``Cluster``.
    """

    def __init__(
        self,
        address: Callable[[], str | None] = lambda: None,
        *,
        idle: float = 600.0,
        patience: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
        cluster: Callable[..., Cluster] = Cluster,
    ):
        self._address, self._idle, self._clock, self._make = address, idle, clock, cluster
        self._queue = Queue(clock, patience)
        self._changed = threading.Condition(threading.RLock())
        self._thread: threading.Thread | None = None
        self._cluster: Cluster | None = None
        self._busy: dict[str, Job] = {}
        self._rested = 0.0
        self._deserted: float | None = None
        self._closing = False

    def submit(self, session: str, kind: str, arguments: dict) -> str:
        """Take in a job of a session; its id.

        Args:
            session: whose job it is: at most one runs and one waits.
            kind: a name in ``kinds.KINDS``.
            arguments: as the kind's ``request`` makes them.

        Raises:
            ValueError: if it is refused: a sentence says why.
        """
        with self._changed:
            job = self._queue.submit(session, kind, arguments)
            if self._thread is None or not self._thread.is_alive():
                self._closing = False
                self._rested = self._clock()
                self._thread = threading.Thread(target=self._live, name="rnnviz jobs", daemon=True)
                self._thread.start()
            self._changed.notify_all()
            return job

    def follow(self, job: str, since: int = 0) -> tuple[Event, ...]:
        """What has happened to a job so far, from event number ``since`` on, without waiting.

        Raises:
            ValueError: if there is no such job any more.
        """
        with self._changed:
            return self._queue.follow(job, since)

    def cancel(self, job: str) -> None:
        """Stop a job, or take it out of the queue; nothing where it has ended.

        Raises:
            ValueError: if there is no such job any more.
        """
        with self._changed:
            self._queue.cancel(self._queue.find(job), "It was stopped.")
            self._changed.notify_all()

    def touch(self, session: str) -> None:
        """The session is there (again)."""
        with self._changed:
            self._queue.touch(session)

    def leave(self, session: str) -> None:
        """The session has gone: its jobs are cancelled unless it is back, or follows one, within the patience."""
        with self._changed:
            self._queue.leave(session)

    def shut_down(self) -> None:
        """Cancel every job, close the cluster and wait until it is closed."""
        with self._changed:
            thread, self._closing = self._thread, True
            for job in self._queue.alive:
                self._queue.cancel(job, "The jobs were shut down.")
            self._changed.notify_all()
        if thread is not None:
            thread.join()

    def _live(self) -> None:
        """The thread."""
        while True:
            try:
                self._look()
            except Exception as error:  # whatever Dask meets, the jobs end with a sentence and the next begins anew
                self._give_up(f"The cluster failed ({type(error).__name__}). Start the job again.")
            with self._changed:
                if self._over():
                    self._thread = None
                    cluster, self._cluster = self._cluster, None
                    break
                self._changed.wait(TICK if self._queue.alive or self._busy else 1.0)
        if cluster is not None:
            cluster.close()

    def _over(self) -> bool:
        """Whether there is nothing to do, and there has not been for long enough."""
        if self._queue.alive or self._busy:
            self._rested = self._clock()
            return False
        return self._closing or self._clock() - self._rested >= self._idle

    def _look(self) -> None:
        """One look at what runs, what is over, and what may start."""
        with self._changed:
            self._queue.expire()
            waiting = bool(self._queue.waiting)
        if self._cluster is None and waiting:
            try:
                self._cluster = self._make(self._address(), self._heard)
            except Unreachable as error:
                self._give_up(str(error))
        if self._cluster is None:
            return
        if not self._cluster.connected:
            return self._give_up(f"The scheduler at {self._cluster.address} has gone. Start the job again later.")
        for job in list(self._busy.values()):
            self._look_at(job)
            if self._cluster is None:
                return
        self._start_what_may()

    def _look_at(self, job: Job) -> None:
        """What became of a job that was given to a worker."""
        outcome = None if job.ended else self._cluster.outcome(job.id)
        with self._changed:
            if outcome is not None:
                kind, found = outcome
                data = {"done": {"result": found}, "failed": {"message": found}}
                self._queue.add_event(job, kind, **data.get(kind, {"message": "It was stopped."}))
                job.over = True
            elif job.attempts > RETRIES + 1:
                self._queue.add_event(job, "failed", message=LOST_WORKER)
        if job.ended:
            self._let_go(job)

    def _let_go(self, job: Job) -> None:
        """Tell the cluster that a job is wanted no more, and wait until its worker has left it."""
        if job.released is None:
            self._cluster.release(job.id)
            job.released = self._clock()
        if job.over or not job.attempts:
            del self._busy[job.id]
        elif self._clock() - job.released >= GRACE:
            del self._busy[job.id]
            if self._cluster.embedded:
                self._cluster.close()
                self._cluster = None

    def _start_what_may(self) -> None:
        """Give waiting jobs to workers that are free."""
        with self._changed:
            if self._queue.next() is None:
                return
        slots = self._cluster.slots()
        if slots:
            self._deserted = None
        else:
            self._deserted = self._clock() if self._deserted is None else self._deserted
            if self._clock() - self._deserted >= NO_WORKER:
                self._give_up(f"The scheduler at {self._cluster.address} has no worker. Start the job again later.")
            return
        while len(self._busy) < slots:
            with self._changed:
                job = self._queue.next()
                if job is None:
                    return
                self._queue.dispatch(job)
                self._busy[job.id] = job
            self._cluster.start(job.id, job.kind, job.arguments)

    def _heard(self, job: str, kind: str, data: dict) -> None:
        """Something a worker tells, on a thread of Dask's."""
        with self._changed:
            found = self._busy.get(job)
            if found is None:
                return
            if kind == "over":
                found.over = True
            elif kind == "started":
                found.over = False
                self._queue.add_event(found, kind, attempt=found.attempts + 1)
            elif kind in TOLD:
                self._queue.add_event(found, kind, **data)
            self._changed.notify_all()

    def _give_up(self, message: str) -> None:
        """End every job with a sentence and let go of the cluster: the next job begins with another."""
        with self._changed:
            for job in self._queue.alive:
                self._queue.add_event(job, "failed", message=message)
            self._busy.clear()
            self._deserted = None
            cluster, self._cluster = self._cluster, None
        if cluster is not None:
            cluster.close()
