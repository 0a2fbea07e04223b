"""Every page through AppTest: no browser, but the whole server side."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.chapters.hidden_state import View
from rnnviz.chapters.presets import presets
from rnnviz.ui.hidden_state.tables import typed_into
from rnnviz.ui.hidden_state.view import selected

ROOT = Path(__file__).resolve().parents[1]
HIDDEN_STATE = "pages/hidden_state.py"


def opened(page: str | None = HIDDEN_STATE, **query) -> AppTest:
    """The app with a page open, from a link with ``query``."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.run()
    if page:
        app.query_params.update(query)
        app.switch_page(page).run()
    assert not app.exception
    return app


def component(app: AppTest, name: str) -> dict:
    """The data of one of our components."""
    found = [each.proto for each in app.get("bidi_component") if each.proto.component_name == f"rnnviz_{name}"]
    assert len(found) == 1, f"one {name} on the page"
    data = json.loads(found[0].json)
    return {**data.pop("table", {}), **data}


def move(app: AppTest, key: str, value: int) -> None:
    """Move a slider; the pictures are drawn first, and when the browser has painted them, the whole page."""
    app.slider(key=key).set_value(value).run()
    assert component(app, "diagram")["stale"]
    app.run()
    assert not component(app, "diagram")["stale"]


def test_pages_import_neither_keras_nor_tensorflow_nor_sklearn():
    script = f"""
import sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file({str(ROOT / "app.py")!r}, default_timeout=30).run()
app.switch_page({HIDDEN_STATE!r}).run()
assert not app.exception, app.exception
print(sorted({{"keras", "tensorflow", "sklearn"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_landing_page():
    app = opened(None)
    assert app.title[0].value == "See what a recurrent network remembers"
    table = component(app, "diagram")
    assert table["autoplay"] and table["captions"] == list("JAZZ")
    assert len(component(app, "wirings")["wirings"]) == 5
    assert not app.get("plotly_chart")


@pytest.mark.parametrize("key", presets())
@pytest.mark.parametrize("cell", ["simple_rnn", "lstm", "gru"])
def test_every_example_with_every_cell(key, cell):
    app = opened(preset=key, cell=cell)
    assert not app.warning
    assert component(app, "diagram")["timesteps"] == presets()[key].timesteps


def test_the_founding_numbers_are_on_the_page():
    values = component(opened(), "diagram")["values"]
    assert values["h"][2] == pytest.approx([-1.30195881, -6.84172557], abs=1e-6)
    assert values["y"] == [None, None, pytest.approx([-3.86981216], abs=1e-6)]


def test_a_bad_link_is_named_and_the_page_stands():
    app = opened(units="99", hat="blue", wx="1;" * 30_000, timesteps="-1")
    said = " ".join(each.value for each in app.warning)
    for name in ("units", "hat", "wx", "timesteps"):
        assert f"{name} in the link was ignored" in said
    assert component(app, "diagram")["timesteps"] == 3
    app.run()
    assert not app.warning, "told once"


def test_controls_change_what_is_shown_and_the_link():
    app = opened()
    move(app, "hidden_state_units", 4)
    move(app, "hidden_state_timesteps", 9)
    table = component(app, "diagram")
    assert len(table["groups"][1]["units"]) == 4 and table["timesteps"] == table["step"] == 9
    assert app.query_params["units"] == "4" and app.query_params["timesteps"] == "9"
    app.button_group(key="hidden_state_preset").set_value("jazz").run()
    assert component(app, "diagram")["captions"] == list("JAZZ")
    assert "units" not in app.query_params


def test_leaving_and_coming_back_keeps_the_view():
    app = opened()
    move(app, "hidden_state_units", 5)
    app.switch_page("pages/home.py").run()
    app.switch_page(HIDDEN_STATE).run()
    assert len(component(app, "diagram")["groups"][1]["units"]) == 5


def test_own_numbers_and_what_is_wrong_with_them():
    app = opened(preset="own")
    app.text_area(key="hidden_state_numbers").set_value("3, 1, 4, 1, 5").run()
    assert [row[0] for row in component(app, "diagram")["values"]["x"]] == [3, 1, 4, 1, 5]
    for text, named in (("3, one", "Number 2: “one”"), ("nan", "not finite"), ("1 " * 70, "70 numbers; at most 64")):
        app.text_area(key="hidden_state_numbers").set_value(text).run()
        assert named in app.warning[0].value
        assert not app.exception
        assert [row[0] for row in component(app, "diagram")["values"]["x"]] == [3, 1, 4, 1, 5], "the last good view"


def test_a_hidden_number_is_nowhere_on_the_page_until_it_is_answered():
    app = opened(step="2", select="h,2,0", predict="1")
    everything = " ".join(each.proto.json for each in app.get("bidi_component"))
    assert "-0.0747" not in everything and "-3.641" not in everything and "-6.84" not in everything
    assert [each.value for each in app.text_input] == [""]
    app.text_input(key="hidden_state_answer").set_value("0.5")
    app.button(key="FormSubmitter:hidden_state_answer_form-Check").click().run()
    assert "0.5 is not it" in app.error[0].value
    app.text_input(key="hidden_state_term_1").set_value("0.37324644")
    app.text_input(key="hidden_state_term_2").set_value("99")
    app.text_input(key="hidden_state_term_3").set_value("0")
    app.text_input(key="hidden_state_term_4").set_value("0")
    app.button(key="FormSubmitter:hidden_state_terms_form-Find the first that differs").click().run()
    assert "The first term that differs is number 2: h_1[0] × w_h[0,0]" in app.info[0].value
    app.text_input(key="hidden_state_answer").set_value("nonsense")
    app.button(key="FormSubmitter:hidden_state_answer_form-Check").click().run()
    assert "“nonsense” is not a number" in app.warning[0].value
    app.text_input(key="hidden_state_answer").set_value("-0.0747")
    app.button(key="FormSubmitter:hidden_state_answer_form-Check").click().run()
    assert app.success[0].value == "Right: you said −0.0747."
    assert component(app, "diagram")["values"]["h"][2] == [None, None], "the next one is still to be predicted"


def test_a_seed_replaces_the_weights_of_the_example_and_empty_gives_them_back():
    app = opened()
    before = component(app, "diagram")["values"]["h"]
    app.number_input(key="hidden_state_seed").set_value(7).run()
    assert component(app, "diagram")["values"]["h"] != before
    app.number_input(key="hidden_state_seed").set_value(None).run()
    assert component(app, "diagram")["values"]["h"] == before


@pytest.mark.parametrize(
    "event", [{}, {"name": "__class__", "timestep": 0, "unit": 0}, {"name": "h", "timestep": "0", "unit": -1}]
)
def test_an_event_that_names_no_number_changes_nothing(event):
    assert selected(View(), event) == View()


def test_an_event_beyond_the_view_is_brought_within_it():
    view = selected(View(), {"name": "h", "timestep": 10**9, "unit": 10**9, "step": 10**9})
    assert (view.selected, view.step) == (("h", 2, 1), 3)


def test_cells_that_are_no_numbers_are_named():
    rows, errors = typed_into([[1.0, 2.0]], [(0, 0, "7"), (0, 1, "x")])
    assert rows == [[7.0, 2.0]] and errors == {
        "0,1": "Row 0, column 1: “x” is not a number: write digits with a decimal point, such as 0.5 or -1.2e-3."
    }


def test_a_figure_falls_back_where_no_file_can_be_written(monkeypatch):
    monkeypatch.setattr("rnnviz.ui.components.plot.plotly_address", lambda: None)
    app = opened()
    assert [json.loads(each.proto.spec)["data"][0]["type"] for each in app.get("plotly_chart")] == ["heatmap"]


def test_plotly_is_copied_only_where_it_can_be(monkeypatch, tmp_path):
    from rnnviz.ui.components import plot

    monkeypatch.setattr(plot, "STATIC", tmp_path / "static")
    assert plot.plotly_address.__wrapped__().startswith("app/static/plotly.min.js?v=")
    assert (tmp_path / "static" / "plotly.min.js").stat().st_size > 1_000_000
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(plot, "STATIC", tmp_path / "file" / "static")
    assert plot.plotly_address.__wrapped__() is None
