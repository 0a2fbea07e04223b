"""How far a job is and what it has shown, from the events that are known of it."""

import pytest

from rnnviz import jobs
from rnnviz.jobs import Event
from rnnviz.ui.jobs import Asked, last_event, said_of, samples, share

EPOCH = {"epochs": 2, "metrics": {"loss": 1.0}, "left": 3.0}
EVENTS = (
    Event("queued", 0.0, {"position": 1}),
    Event("started", 1.0, {"attempt": 1}),
    Event("epoch", 2.0, EPOCH | {"epoch": 1}),
    Event("sample", 2.1, {"epoch": 1, "tokens": [[1]]}),
    Event("started", 3.0, {"attempt": 2}),
    Event("epoch", 4.0, EPOCH | {"epoch": 1}),
    Event("sample", 4.1, {"epoch": 1, "tokens": [[2]]}),
    Event("epoch", 5.0, EPOCH | {"epoch": 2}),
    Event("sample", 5.1, {"epoch": 2, "tokens": [[3]]}),
)


@pytest.fixture
def known(monkeypatch):
    """Lets a test say how many of the events have happened."""

    def happened(count):
        monkeypatch.setattr(jobs, "follow", lambda job: EVENTS[:count])

    return happened


def test_a_sample_does_not_hide_how_far_a_job_is(known):
    known(4)
    event = last_event(Asked("job", None))
    assert event == EVENTS[2] and share(event) == 0.5 and said_of(event).startswith("Epoch 1 of 2")
    known(2)
    assert last_event(Asked("job", None)) == EVENTS[1]


def test_what_a_job_has_shown_is_of_its_last_beginning(known):
    shown = {2: [], 4: [[1]], 5: [], 7: [[2]], 9: [[2], [3]]}
    for count, expected in shown.items():
        known(count)
        assert [data["tokens"][0] for data in samples(Asked("job", None))] == expected


def test_a_refused_job_has_failed_and_shown_nothing():
    asked = Asked("", None, "Too much.")
    assert last_event(asked).data == {"message": "Too much."} and samples(asked) == []
