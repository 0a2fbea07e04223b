"""What is taken away: programs reproduce the numbers and fail when one is wrong; the table holds what is shown."""

import ast
import json
import re
import subprocess
import sys

from rnnviz import Bidirectional, Cell, Dense, Recurrent
from rnnviz.chapters.shapes import programs
from rnnviz.chapters.shapes.scene import scene, tensor
from rnnviz.chapters.shapes.view.mistakes import first_mistake
from rnnviz.chapters.shapes.view.presets import presets
from rnnviz.chapters.shapes.view.stack import Look, View
from rnnviz.export.stack import broken_script

DEEP = presets()["deep"].view()

OPTIONS = View(
    input_shape=(4, 5, 2),
    layers=(
        Bidirectional(Cell("gru", 3, "relu", reset_after=False), "ave", True, True),
        Recurrent(Cell("lstm", 2, "hard_sigmoid", go_backwards=True), True, True),
        Recurrent(Cell("lstm", 2), True),
        Dense(3, "tanh"),
    ),
    starts=((2, 1),),
    seed=6,
)


LOOP = View(
    input_shape=(2, 3),
    layers=(
        Recurrent(Cell("lstm", 4), return_state=True),
        Dense(2, "softmax"),
        Recurrent(Cell("gru", 3), return_state=True),
    ),
    loop=6,
    seed=8,
)


COUNTED = View(
    input_shape=(None, None, 3),
    layers=(Bidirectional(Cell("gru", 96), "sum", True), Recurrent(Cell("lstm", 8), True), Dense(2)),
)


def code_of(text: str) -> str:
    """The code cells of a notebook, one after the other."""
    cells = json.loads(text)["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def with_a_wrong_number(text: str, what: str) -> str:
    """The program with the first number of an array changed."""
    number = re.compile(r"-?\d+\.\d+").search(text, text.index(f"\n{what} = "))
    return text[: number.start()] + str(float(number.group()) + 0.1) + text[number.end() :]


def handed_out() -> dict[str, tuple[str, bool]]:
    """Programs that are handed out, by name, and whether they must succeed."""
    views = {key: preset.view() for key, preset in presets().items()} | {
        "options": OPTIONS,
        "loop": LOOP,
        "counted": COUNTED,
    }
    found = {key: (programs.keras_script(view).decode(), True) for key, view in views.items()}
    found["notebook"] = code_of(programs.notebook(views["encoder_decoder"]).decode()), True
    found["broken notebook"] = code_of(programs.notebook(views["mistake"]).decode()), True
    for of, what in (("backwards", "kernel_1"), ("backwards", "sample"), ("backwards", "expected"), ("loop", "bias_3")):
        found[f"wrong {what} of {of}"] = with_a_wrong_number(found[of][0], what), False
    found["wrong count of what is not run"] = re.sub(r"== (\d)", r"== 1\1", found["counted"][0], count=1), False
    found["wrong count"] = found["deep"][0].replace("== 226", "== 227"), False
    found["wrong message"] = found["mistake"][0].replace("ndim=2", "ndim=4"), False
    found["not broken"] = (
        broken_script(DEEP.layers, DEEP.input_shape, {}, first_mistake(views["mistake"]).message),
        False,
    )
    return found


RUNNER = """
import json, sys
said = {}
for name, text in json.load(open(sys.argv[1])).items():
    try:
        exec(text, {})
        said[name] = "done"
    except AssertionError as error:
        said[name] = "refused"
print("SAID", json.dumps(said))
"""


def test_programs_reproduce_the_numbers_and_fail_when_one_is_wrong(tmp_path):
    (tmp_path / "programs.json").write_text(json.dumps({name: text for name, (text, _) in handed_out().items()}))
    command = [sys.executable, "-c", RUNNER, str(tmp_path / "programs.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout.rsplit("SAID", 1)[1])
    assert said == {name: "done" if succeeds else "refused" for name, (_, succeeds) in handed_out().items()}


def test_files_of_a_view():
    view = presets()["encoder_decoder"].view()
    rows = programs.tensor_csv(view).decode().splitlines()
    assert rows[0] == "position,h[0],h[1],h[2],h[3]" and len(rows) == 6
    assert float(rows[3].split(",")[2]) == tensor(scene(view), Look("edge", 3)).values[2, 1]
    ast.parse(programs.keras_script(view))
    json.loads(programs.notebook(view))
    assert b"Keras built it" in programs.keras_script(presets()["mistake"].view())
