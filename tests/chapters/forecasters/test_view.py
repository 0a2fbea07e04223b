"""The forecasters chapter: views, what follows from them without training, and their links."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.chapters.forecasters.presets import PRESETS
from rnnviz.chapters.forecasters.view import (
    CONTROLS,
    LINK,
    SERIES,
    View,
    change_training,
    estimate,
    fitted,
    pick_epoch,
    pick_sample,
    prepared_of,
    sample_of,
    season_of,
    series_of,
    training_of,
)
from rnnviz.chapters.forecasters.view.link import UNITS
from rnnviz.training import cost
from rnnviz.training.runs import train
from rnnviz.ui.link import MAX_PARAMETERS, Flag, Several, Whole


@pytest.mark.parametrize("key", PRESETS)
def test_every_preset_fits_is_trained_at_once_and_has_a_link(key):
    view, notes = fitted(View.of(key))
    assert notes == [] and estimate(view) <= 0.35
    assert LINK.read(LINK.write(view))[0] == view
    assert np.isfinite(train(prepared_of(view), view.model, replace(view.fit, epochs=1)).losses).all()


def test_a_link_holds_everything_that_decides_what_is_shown():
    view = replace(
        View.of("airline"),
        **{"kind": "gru", "units": 7, "layers": 2, "epochs": 50, "learning_rate": 0.03, "window": 5, "horizon": 1},
        **{"optimizer": "rmsprop", "loss": "mae", "clipping": "norm", "threshold": 0.1, "seed": 9, "patience": 5},
        **{"branch_epoch": 10, "branch_rate": 0.1, "epoch": 20, "sample": 100, "steps": 12, "fair": "parameters"},
        **{"scaling": "standard", "leak": False, "split": 0.75, "season": 6, "seeds": 10},
    )
    view, notes = fitted(view)
    assert notes == [] and LINK.read(LINK.write(view)) == (view, [])


def test_an_own_series_travels_in_the_link_while_it_is_short():
    view, _ = LINK.read({"preset": "own", "own": ",".join(map(str, range(60))), "window": "3"})
    assert series_of(view).values[-1] == 59.0 and view.window == 3
    assert LINK.read(LINK.write(view))[0].own.values.tolist() == series_of(view).values.tolist()
    _, notes = LINK.read({"preset": "own"})
    assert "an example stands in" in notes[0]


@pytest.mark.parametrize(
    "query,said",
    [
        ({"epochs": "1000000"}, "“1000000” is not known; allowed are 1, 2"),
        ({"epochs": "0"}, "allowed are 1, 2"),
        ({"units": "65"}, "a whole number from 1 to 64"),
        ({"window": "336", "series": "temperature"}, "The training part has 122 of the 153 values"),
        ({"series": "stocks"}, "allowed are sunspots"),
        ({"preset": "airline", "batch": "512"}, "The batch is 64 now"),
        ({"epochs": "2000", "units": "64", "overlap": "1", "window": "48"}, "at most 120 are allowed"),
        ({"own": "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1", "preset": "own", "window": "2"}, "divide by zero"),
    ],
)
def test_a_link_that_cannot_be_is_told_and_something_is_shown(query, said):
    view, notes = LINK.read(query)
    assert said in " ".join(notes)
    fitted(view)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_every_view_that_fits_can_be_prepared_and_is_its_links(data):
    changes = {control.field: data.draw(choices_of(control)) for control in CONTROLS}
    changes |= {name: data.draw(st.integers(-1, 2500)) for name in ("sample", "epoch", "branch_epoch")}
    changes |= {"series": data.draw(st.sampled_from(SERIES[:-1])), "start": data.draw(st.integers(0, 5000))}
    try:
        view, _ = fitted(replace(View.of(data.draw(st.sampled_from(list(PRESETS)))), **changes))
    except ValueError as error:
        assert str(error).endswith((".", "less.")) and "\n" not in str(error)
        return
    assert fitted(view) == (view, [])
    prepared = prepared_of(view)
    assert (
        view.batch <= prepared.n_train and 0 <= sample_of(view) < len(prepared) and estimate(view) <= cost.MAX_SECONDS
    )
    assert view.branch is None or view.branch.epoch < view.epochs
    query = LINK.write(view)
    assert len(query) <= MAX_PARAMETERS and LINK.read(query) == (view, [])


def choices_of(control):
    """What a reader may choose."""
    if isinstance(control, Flag):
        return st.booleans()
    if isinstance(control, Whole):
        return st.integers(control.low, control.high)
    if isinstance(control, Several):
        return st.sets(st.sampled_from(control.options), min_size=control.fewest).map(control.in_order)
    return st.sampled_from(control.options)


def test_a_link_of_before_there_were_three_parts_opens_with_two():
    old, now = LINK.read({"preset": "walk"})[0], View.of("walk")
    assert (old.validation, old.reach_back, now.validation, now.reach_back) == (0.0, False, 0.15, True)
    assert LINK.write(now) == {"preset": "walk", "validation": "0.15", "reach_back": "1"}


def test_a_link_may_have_every_parameter_at_once():
    assert len(LINK.parameters) <= MAX_PARAMETERS


def test_a_series_of_ones_own_is_in_no_link_to_another_series():
    own, _ = LINK.read({"preset": "own", "own": ",".join(map(str, range(60))), "window": "3"})
    assert "own" in LINK.write(own) and "own" not in LINK.write(replace(View.of("sunspots"), own=own.own))


def test_the_season_is_the_series_own_until_the_reader_says_another():
    found = {preset: season_of(View.of(preset)) for preset in ("sunspots", "airline", "temperature", "electricity")}
    assert found == {"sunspots": 1, "airline": 12, "temperature": 1, "electricity": 336}
    assert season_of(View(season=11)) == 11 and season_of(View.of("sine")) == 24 and season_of(View.of("walk")) == 1


def test_another_setting_lets_go_of_what_belonged_to_the_run_before():
    view = change_training(replace(View(), epoch=3, branch_epoch=5, steps=7), UNITS, 4)
    assert (view.units, view.epoch, view.branch_epoch, view.steps) == (4, -1, -1, 7)


def test_where_the_reader_looks_changes_nothing_in_training():
    looked = replace(View(), epoch=3, sample=9, branch_epoch=2, branch_rate=0.1, steps=7, start=99, seeds=10)
    assert training_of(looked) == training_of(View()) != training_of(View(units=4))


@given(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3)
    | st.dictionaries(st.sampled_from(["sample", "epoch", "run"]), st.none() | st.integers() | st.text(max_size=3))
)  # fmt: skip
def test_no_event_of_the_film_breaks_a_view(event):
    for pick in (pick_epoch, pick_sample):
        view, _ = fitted(pick(View(), event))
        assert -1 <= view.epoch < View().epochs and 0 <= sample_of(view) < len(prepared_of(view))


def test_an_event_of_the_film_picks_an_epoch_and_a_prediction():
    assert pick_epoch(View(), 3).epoch == 3 and pick_epoch(View(), View().epochs).epoch == -1
    assert pick_sample(View(), {"sample": 7, "epoch": 2, "run": 0}) == View(sample=7, epoch=2)
