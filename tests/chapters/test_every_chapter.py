"""What every chapter must do, over the list of chapters: a new one is tested by its row in that list."""

import ast
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from rnnviz.training.kernels import ready
from rnnviz.ui.routes import CHAPTERS
from tests.support.pages import ROOT, component, components, opened, warnings

NAMES = [chapter.path for chapter in CHAPTERS]
ROOMS = {"__init__", "view", "presets", "scene", "words", "figures", "programs", "page"}

TEXTS = {"begin", "sentence", "tag"}
"""Parameters that take any text."""

JUNK = ("", "@@", "-1", "1e9", "None", "<script>", "0" * 9000, "1;2,3", "٣", "h,99999,0")


@pytest.fixture(scope="module", autouse=True)
def compiled():
    """The training loops are compiled: a chapter that needs them says so until then."""
    assert ready.wait(180)


@pytest.fixture(params=NAMES)
def name(request):
    """Every chapter in turn."""
    return request.param


def link_of(name: str):
    """The link of a chapter's views."""
    return import_module(f"rnnviz.chapters.{name}.view").LINK


def page_of(name: str):
    """The state of a chapter's page."""
    return import_module(f"rnnviz.chapters.{name}.page").PAGE


def test_the_list_names_every_chapter_that_there_is():
    folders = [each.parent.name for each in (ROOT / "rnnviz" / "chapters").glob("*/__init__.py")]
    assert sorted(folders) == sorted(NAMES)
    assert {f"{each}.py" for each in (*NAMES, "home")} == {each.name for each in (ROOT / "pages").glob("*.py")}


def test_streamlit_is_met_in_the_page_alone(name):
    folder = ROOT / "rnnviz" / "chapters" / name
    for file in folder.rglob("*.py"):
        if file.relative_to(folder).parts[0] not in ("page", "page.py"):
            assert "streamlit" not in imported(file), file


def imported(file: Path) -> set[str]:
    """The top names of the modules that a file imports."""
    found = [node for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    names = [alias.name for node in found if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in found if isinstance(node, ast.ImportFrom)]
    return {each.split(".")[0] for each in names}


def test_first_paint_shows_something_and_computes_only_what_is_seen(name):
    app = opened(name)
    app.session_state[f"{name}_near"] = set()
    app.run()
    assert not app.exception and app.title
    drawn = app.session_state[f"{name}_drawn"]
    placed = app.session_state[f"{name}_placed"].items()
    assert any(section.first for _, section in placed)
    at_once = {each for each, section in placed if section.first or section.late}
    assert set(drawn) == at_once, "what is far below the screen is not drawn"
    assert len(components(app)) > 1


def test_everything_drawn_is_as_it_should_be(name):
    app = opened(name)
    assert component(app, "watch")["outdated"] == []
    assert set(app.session_state[f"{name}_drawn"]) == set(app.session_state[f"{name}_placed"])


def test_a_bad_link_is_named_and_the_page_stands(name):
    refused = [each.name for each in link_of(name).parameters if each.name not in TEXTS]
    app = opened(name, hat="blue", **dict.fromkeys(refused, "@@"))
    said = warnings(app)
    assert "hat in the link was ignored" in said
    assert all(f"{each} in the link was ignored" in said for each in refused)
    assert len(components(app)) > 1


def test_the_link_of_what_opens_is_empty_and_comes_back(name):
    link = link_of(name)
    view, ignored = link.read({})
    assert ignored == [] and link.write(view) == {} and link.fitted(view) == (view, [])


@pytest.mark.parametrize("text", JUNK)
def test_junk_in_any_parameter_leaves_a_view_that_stands(name, text):
    link = link_of(name)
    for parameter in link.parameters:
        view, ignored = link.read({parameter.name: text})
        assert all(sentence.endswith(".") and len(sentence) < 400 for sentence in ignored)
        assert link.read(link.write(view))[0] == view


ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.integers())


@for_any(ANYTHING)
@settings(max_examples=30)
def test_no_value_of_a_widget_passes_its_parameter_unless_the_link_takes_it_back(value):
    for name in NAMES:
        for parameter in link_of(name).parameters:
            if parameter.label:
                try:
                    checked = parameter.check(value)
                except ValueError as error:
                    assert str(error).startswith(parameter.label) and str(error).endswith(".")
                else:
                    assert checked is None or parameter.parse(parameter.write(checked)) == checked
