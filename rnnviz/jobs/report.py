"""What a job says while it runs, and whether anybody still wants it."""


class Unwanted(Exception):  # noqa: N818  it is not an error: nobody waits for the job any more
    """Raised inside a job that has been cancelled."""


class Report:
    """The line from a job on a worker to whoever submitted it."""

    def __init__(self, job: str, topic: str):
        from distributed import get_worker

        self._job, self._topic, self._worker = job, topic, get_worker()

    def send(self, kind: str, **data) -> None:
        """Send an event, of a kind that ``queue.Event`` knows, to whoever follows the job."""
        self._worker.log_event(self._topic, {"job": self._job, "kind": kind, "data": data})

    def check_wanted(self) -> None:
        """Raise ``Unwanted`` if the job was cancelled, or if the process that submitted it is gone: Dask knows."""
        task = self._worker.state.tasks.get(self._job)
        if task is None or task.state != "executing":
            raise Unwanted


class Printing:
    """What takes the place of a report where a job runs without a worker: some of the epochs are printed.

    Args:
        every: which epochs: every one, every tenth; 0 for none.
    """

    def __init__(self, every: int = 1):
        self.every = every

    def send(self, kind: str, **data) -> None:
        """Print an epoch's losses and metrics."""
        if kind == "epoch" and self.every and data["epoch"] % self.every == 0:
            told = ", ".join(f"{name} {value:.4f}" for name, value in data["metrics"].items())
            print(f"  {data['epoch']}: {told}", flush=True)

    def check_wanted(self) -> None:
        """It always is."""
