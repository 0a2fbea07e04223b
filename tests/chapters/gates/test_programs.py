"""What is taken away from the gates chapter: scripts that run and assert, and tables."""

import json
import re
from dataclasses import replace

import pytest

from rnnviz.chapters.gates import programs
from rnnviz.chapters.gates.view import KINDS, Selected, View, fitted
from rnnviz.export import sequence


@pytest.mark.parametrize("kind", KINDS)
def test_the_numpy_script_of_the_chosen_cell_runs(kind, tmp_path):
    view = fitted(
        replace(View(cells=KINDS), weights="trained", held="f", value=30, selected=Selected(kind, "h", 2, 0))
    )[0]
    script = programs.numpy_script(view).decode()
    exec(compile(script, "script", "exec"), {})
    wrong = re.sub(r"(expected_y = np\.array\(\s*\[\s*\[)", r"\g<1>9", script)
    with pytest.raises(AssertionError):
        exec(compile(wrong, "script", "exec"), {})


@pytest.mark.parametrize("kind", ["peephole_lstm", "coupled_lstm"])
def test_there_is_no_keras_script_of_what_keras_has_not(kind):
    view = View(cells=KINDS, selected=Selected(kind, "h", 2, 0))
    for write in (sequence.keras_script, sequence.notebook):
        with pytest.raises(ValueError, match="is not in Keras"):
            write(*programs.exported(view))


def test_the_table_holds_every_cell_that_is_shown():
    csv = programs.table_csv(View(cells=("lstm", "gru"))).decode()
    assert csv.count("\n") == 1 + 2 * 24 and "z[5]" in csv


def test_notebook_is_json():
    json.loads(programs.notebook(View()))
