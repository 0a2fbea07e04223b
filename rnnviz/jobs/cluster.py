"""The connection to Dask: an embedded worker process, or the scheduler at an address."""

import logging
import uuid
from collections.abc import Callable
from contextlib import suppress

from rnnviz.jobs.limits import MAX_BYTES
from rnnviz.jobs.worker import perform

LOOPBACK = "127.0.0.1"

MEMORY_LIMIT = "3 GiB"
"""What the embedded worker may hold before it is ended; with Keras loaded it holds 650–850 MB."""

MAX_WORKER_BYTES = 1_200_000_000
"""Bytes from which on an embedded worker is replaced between two jobs: TensorFlow lets go of no model it compiled."""

RETRIES = 1
"""How often the embedded scheduler gives a job to another worker when the one that ran it has ended."""

SETTINGS = {
    "distributed.scheduler.allowed-failures": RETRIES,
    "distributed.admin.large-graph-warning-threshold": 2 * MAX_BYTES,
    "distributed.deploy.lost-worker-timeout": "365 days",
}
"""Dask's own settings, for this process. The last: fifteen seconds after a worker has ended, Dask would give its place
up for good if no other has taken it by then, even where one is about to, or where a second one has just ended."""

CONNECT = 10.0
"""Seconds to reach a scheduler."""

RESTART = 60.0
"""Seconds for a worker to end and another to begin, also where the machine has much to do."""

LOST_WORKER = (
    "The worker that ran it ended in the middle of it, perhaps out of memory. Start it again, or ask for less."
)


class Unreachable(Exception):  # noqa: N818  its text is the sentence that readers see
    """There is no cluster to work on."""


class Cluster:
    """A Dask client, and where there is no address the cluster that it works on.

    Args:
        address: of a scheduler; None for an embedded one.
        heard: is told (job, kind, data) of what workers tell, from a thread of Dask's.

    Raises:
        Unreachable: with a sentence.
    """

    def __init__(self, address: str | None, heard: Callable[[str, str, dict], None]):
        self.address, self._cluster, self._futures = address, None, {}
        try:
            import dask
            from distributed import Client, LocalCluster
        except ModuleNotFoundError:
            raise Unreachable("Dask is not installed: pip install -r requirements.txt.") from None
        dask.config.set(SETTINGS)
        try:
            if address is None:
                self._cluster = LocalCluster(
                    n_workers=1,
                    threads_per_worker=1,
                    processes=True,
                    dashboard_address=None,
                    host=LOOPBACK,
                    scheduler_kwargs={"dashboard_address": f"{LOOPBACK}:0"},
                    memory_limit=MEMORY_LIMIT,
                    silence_logs=logging.CRITICAL,
                )
            self._client = Client(self._cluster or address, timeout=CONNECT, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            self.close()
            where = f"The scheduler at {address}" if address else "A worker process on this machine"
            raise Unreachable(f"{where} could not be reached ({type(error).__name__}). Try again later.") from error
        self._topic = f"rnnviz-{uuid.uuid4().hex}"
        self._client.subscribe_topic(self._topic, lambda event: heard(*(event[1][k] for k in ("job", "kind", "data"))))

    @property
    def embedded(self) -> bool:
        """Whether the worker is ours to end."""
        return self._cluster is not None

    @property
    def connected(self) -> bool:
        """Whether the scheduler answers."""
        return self._client.status == "running"

    def slots(self) -> int:
        """How many jobs it can run at once."""
        if self.embedded:
            return 1
        return sum(worker["nthreads"] for worker in self._client.scheduler_info(n_workers=-1)["workers"].values())

    def start(self, job: str, kind: str, arguments: dict) -> None:
        """Give a job to a worker."""
        if self.embedded:
            self._replace_grown()
        self._futures[job] = self._client.submit(perform, job, kind, arguments, self._topic, key=job, pure=False)

    def _replace_grown(self) -> None:
        """Begin anew with a worker that holds too much. None is busy: an embedded cluster runs one job at a time."""
        workers = self._client.scheduler_info(n_workers=-1)["workers"]
        grown = [address for address, worker in workers.items() if worker["metrics"]["memory"] > MAX_WORKER_BYTES]
        if grown:
            self._client.restart_workers(grown, timeout=RESTART)

    def outcome(self, job: str) -> tuple[str, dict | str | None] | None:
        """What became of a job, as ``worker.perform`` gives it; None while it is not known."""
        future = self._futures[job]
        if future.status == "pending":
            return None
        if future.status == "finished":
            return future.result(timeout=CONNECT)
        if future.status == "error":
            error = future.exception()
            if type(error).__name__ == "KilledWorker":
                return "failed", LOST_WORKER
            return "failed", f"The worker could not begin it ({type(error).__name__}: {str(error)[:200]})."
        return "failed", "The scheduler let go of it: it was restarted, perhaps. Start the job again."

    def release(self, job: str) -> None:
        """Nobody wants the job, or its result, any more; a worker that runs it is told so."""
        self._futures.pop(job).cancel()

    def close(self) -> None:
        """Let go of the scheduler, and end the worker process if it is ours."""
        for each in (getattr(self, "_client", None), self._cluster):
            if each is not None:
                with suppress(Exception):  # it may be gone already
                    each.close(timeout=5)
