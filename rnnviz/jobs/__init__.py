"""Where Keras runs: in a worker process of its own, on an embedded Dask cluster or on the one at ``RNNVIZ_SCHEDULER``.

A job is the name of a kind and plain arguments: numbers, text and arrays, made by that kind's ``request``. Nothing
of Dask is imported before the first job, and nothing of Keras ever, in the process that submits.

    job = submit(session, "check", check.request([trace]))
    for event in follow(job): ...        # queued, started, epoch, sample; then done, failed or cancelled
    cancel(job)
"""

import os

from rnnviz.jobs.queue import ENDED, Event
from rnnviz.jobs.supervisor import Supervisor

__all__ = ["ENDED", "Event", "cancel", "follow", "leave", "shut_down", "submit", "touch"]

SCHEDULER = "RNNVIZ_SCHEDULER"
"""The environment variable that names a scheduler, such as tcp://10.0.0.5:8786; unset, the cluster is embedded."""

SUPERVISOR = Supervisor(lambda: os.environ.get(SCHEDULER) or None)

submit, follow, cancel = SUPERVISOR.submit, SUPERVISOR.follow, SUPERVISOR.cancel
touch, leave, shut_down = SUPERVISOR.touch, SUPERVISOR.leave, SUPERVISOR.shut_down
