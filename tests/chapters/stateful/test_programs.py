"""Programs read the same batches and assert the states; Keras carries them by itself."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.chapters.stateful.presets import PRESETS
from rnnviz.chapters.stateful.programs import LANES, TWIN, board_csv, differences, keras_script, numpy_script, trace_of
from rnnviz.chapters.stateful.scene import learned_from, tickets_of
from rnnviz.chapters.stateful.view import View, fitted
from rnnviz.jobs.kinds import carried, check
from rnnviz.jobs.parity import claims, compare
from tests.support.programs import results, run_script
from tests.support.reports import Heard

PAIRS = zip(PRESETS, ["simple_rnn", "lstm", "gru"] * 2, strict=True)
VIEWS = {f"{key} {cell}": replace(View.of(key), cell=cell) for key, cell in PAIRS}
VIEWS |= {
    "stateless": replace(View(), stateful=False, cell="lstm"),
    "each batch": replace(View(), resets="batch", between="prediction", epochs=2),
    "one row of one step": fitted(replace(View(), batch=1, window=1, step=1, units=1))[0],
}


def test_every_program_is_met_and_notices_another_network(tmp_path):
    programs = {}
    for name, view in VIEWS.items():
        for make in (numpy_script, keras_script):
            text = make(view).decode()
            programs[f"{name} {make.__name__}"] = text
    text = keras_script(VIEWS["lanes simple_rnn"]).decode()
    programs["broken"] = text.replace("STATEFUL = 4, 4, 3, True", "STATEFUL = 4, 4, 3, False")
    assert programs["broken"] != text
    given = "import keras\nimport numpy as np\nx, y = np.ones((192, 20, 1)), np.ones((192, 1))\nwindow = x[:1]\n"
    programs["twin"] = f"{given}{TWIN}"  # the last: it leaves Keras at float32
    found = results(programs, tmp_path)
    assert found.pop("broken") == "AssertionError" and set(found.values()) == {"met"}, found


def test_the_numpy_program_says_how_close_it_is(tmp_path):
    done = run_script(numpy_script(View()).decode(), tmp_path / "states.py")
    assert done.returncode == 0 and "12 windows in 4 batches: the same states" in done.stdout, done.stderr


@pytest.mark.parametrize("name", VIEWS)
def test_keras_carries_the_states_of_the_board_and_agrees_on_every_tensor(name):
    view = VIEWS[name]
    asked = carried.request(trace_of(view), view.schedule)
    assert carried.estimate(asked) > 0
    assert differences(view, carried.run(asked, Heard())) <= 1e-10
    run = learned_from(view)
    theirs = check.run(check.request([run]), Heard())["runs"][0]
    assert all(each.agrees for each in compare(claims(run), theirs))


def test_windows_are_put_into_lanes_as_the_board_has_them():
    names = {"x": np.arange(14.0).reshape(14, 1, 1), "B": 3}
    exec(LANES, names)  # noqa: S102  our own text, which the page shows
    schedule = replace(View().schedule, samples=14, batch=3)
    assert names["x_lanes"].ravel().tolist() == schedule.order(0).ravel().tolist()


def test_too_many_batches_are_refused():
    asked = carried.request(trace_of(View()), View().schedule)
    with pytest.raises(ValueError, match="from 1 to 200"):
        carried.estimate(asked | {"resets": [False] * 201})


def test_the_table_is_the_board():
    rows = board_csv(View()).decode().splitlines()
    assert len(rows) == 13 and rows[0].startswith("ticket,batch,kind,epoch,row,reads,receives the state of ticket,gap")
    cells = rows[5].split(",")
    assert cells[5:9] == ["x21–24", "2", "0", "continues"]
    assert np.isclose(float(cells[9]), trace_of(View())["h"][4, -1, 0]) and len(tickets_of(View())) == 12
