"""What a reader takes away from a forecaster: a NumPy script, a Keras script that trains, a notebook, a table.

Each program carries the series, prepares it, and asserts the RMSE on the screen. The one for NumPy carries the trained
weights and forecasts with them, step by step. The one for Keras carries the initial weights and trains them, reading
the samples in the same order; it comes to the same errors because both compute in float64.
"""

import csv
import io
from collections.abc import Mapping, Sequence

import numpy as np

from rnnviz.chapters.forecasters.programs.in_keras import keras_parts, trained_again
from rnnviz.chapters.forecasters.programs.in_numpy import numpy_parts
from rnnviz.chapters.forecasters.programs.rules import rules_code
from rnnviz.chapters.forecasters.programs.verdict import verdict_code
from rnnviz.chapters.forecasters.programs.windows import prepared_code
from rnnviz.core.layers import KERAS_NAMES
from rnnviz.export.stack import IMPORTS
from rnnviz.export.text import FLOAT64, Code, joined, written_notebook
from rnnviz.training.baselines import Baseline
from rnnviz.training.runs import Run
from rnnviz.training.series import Series

__all__ = ["forecaster_notebook", "keras_forecaster", "numpy_forecaster", "predictions_csv"]

Baselines = Mapping[str, Baseline]

NONE: Baselines = {}


def numpy_forecaster(series: Series, run: Run, baselines: Baselines = NONE, seeds: Sequence[Run] = ()) -> str:
    """Write a Python program that needs NumPy alone: the forecasts of the trained network, and their errors.

    A run that diverged or was stopped has a program too: it carries the weights that are on the screen.

    Args:
        series: what was learnt.
        run: of this very series.
        baselines: the rules beside it, whose errors are asserted as well, and who wins.
        seeds: the runs of all seeds that are judged together, looking at the same forecasts; () for ``run`` alone.

    Raises:
        ValueError: if the run is of another series, or its forecasts are not finite.
    """
    title = f'"""A forecaster with {KERAS_NAMES[run.model.kind]}, in NumPy. Written by rnnviz."""'
    parts = numpy_parts(of_run(series, run), run)
    return joined(title, "import numpy as np", *parts, *judged_parts(run, baselines, seeds))


def judged_parts(run: Run, baselines: Baselines, seeds: Sequence[Run], again: Run | None = None) -> list[str]:
    """Write the rules and their errors, and the verdict; nothing where there is no rule."""
    verdict = verdict_code(run, baselines, seeds, again)
    return [part for part in (rules_code(baselines, run.prepared), verdict and f"\n{verdict}") if part]


def keras_forecaster(series: Series, run: Run, baselines: Baselines = NONE, seeds: Sequence[Run] = ()) -> str:
    """Write a Python program that trains the same network with Keras; arguments as ``numpy_forecaster``.

    The training is done once more, from initial weights moved by one rounding error, to see how much rounding matters.

    Raises:
        ValueError: also if the run diverged, or magnifies rounding so far that its errors
            are not the same from one correct program to another.
    """
    title = f'"""A forecaster with {KERAS_NAMES[run.model.kind]}, trained by Keras. Written by rnnviz."""'
    imports = IMPORTS.replace("\n", "\nimport numpy as np\n")
    prepared, again = prepared_code(of_run(series, run), run.prepared), trained_again(run)
    return joined(
        title, imports, FLOAT64, prepared, *keras_parts(run, again), *judged_parts(run, baselines, seeds, again)
    )


def forecaster_notebook(series: Series, run: Run, baselines: Baselines = NONE, seeds: Sequence[Run] = ()) -> str:
    """Write a notebook (.ipynb, JSON) of both; where there is no Keras script, of NumPy and the reason.

    Arguments and errors as ``numpy_forecaster``.
    """
    name = KERAS_NAMES[run.model.kind]
    preparation, *forecasts = numpy_parts(of_run(series, run), run)
    cells = [
        f"# A forecaster with {name}\n\nWritten by rnnviz. Run the cells from top to bottom.",
        "## The series and its windows\n\nEach part is cut into windows and their targets.",
        Code(joined("import numpy as np", preparation)),
        "## Forecasts with NumPy\n\nThe trained weights, one line for each equation, and the errors: the cell fails if "
        "they are not those that rnnviz showed.",
        Code(joined(*forecasts)),
    ]
    titles = "## Rules that need no network", "## Who wins"
    for title, part in zip(titles, judged_parts(run, baselines, seeds), strict=False):
        cells += [title, Code(part.strip())]
    try:
        parts = keras_parts(run, trained_again(run))
    except ValueError as reason:
        return written_notebook([*cells, f"## Training with Keras\n\n{reason}"])
    words = "## Training with Keras\n\nFrom the same initial weights, in the same order, in double precision."
    return written_notebook([*cells, words, Code(joined(IMPORTS, FLOAT64, *parts))])


def predictions_csv(series: Series, run: Run, baselines: Baselines = NONE) -> str:
    """Write a table of every forecast, in the order of the samples.

    Of several that are made at once it has those of the output that the run looks at. Columns: position (of the target
    in the series, counted from 1), date (empty where there is none), part (training, validation or test), actual and
    predicted in original units, predicted_scaled; then the predictions of each baseline, original units, empty where it
    has none; then what each further column has at that position, under its name after "column ".
    """
    prepared, dates, table = run.prepared, of_run(series, run).dates, io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    rules = {each.title: each.predictions for each in baselines.values() if each.predictions is not None}
    further = [f"column {each.name}" for each in series.covariates]
    writer.writerow(["position", "date", "part", "actual", "predicted", "predicted_scaled", *rules, *further])
    beside = ([said if np.isfinite(said) else "" for said in each.tolist()] for each in rules.values())
    columns = (each.values[prepared.positions].tolist() for each in series.covariates)
    numbers = (prepared.actual.tolist(), run.forecast().tolist(), run.scaled_forecast().tolist(), *beside, *columns)
    for sample, (position, *row) in enumerate(zip(prepared.positions.tolist(), *numbers, strict=True)):
        part = prepared.part_of(sample)
        writer.writerow([position + 1, dates[position] if dates else "", part, *row])
    return table.getvalue()


def of_run(series: Series, run: Run) -> Series:
    """Return ``series``, which must be what the run learnt."""
    if not np.array_equal(series.values, run.prepared.values):
        raise ValueError(f"The run is of another series than {series.title!r}.")
    return series
