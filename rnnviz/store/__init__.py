"""Runs on disk: a forecaster with its series, settings and history in one ``.npz`` file.

Version 1 of the format. Every member is a NumPy array, readable with ``np.load(file, allow_pickle=False)``:

    header       (bytes,) uint8: JSON in UTF-8, an object with
                 "format": "rnnviz run", "version": 1,
                 "series": name, title, unit, dates (a list, or null), season, source, as in ``Series``; "imputed",
                 where values were missing; "covariates", where further columns are read: of each its name, whether it
                 is known ahead, and how many values of it there are,
                 "preparation", "model", "fit", "branch" (or null): the fields of these classes,
                 "ending", "diverged_at" (two numbers, or null), "seconds": as in ``Run``
    values       (n,) float64, the series in original units
    covariates   (numbers,) float64, original units: the values of further columns, one column after the other; (0,)
                 where there are none; files of before do not have it
    losses       (epochs,) float64, scaled; so are test_losses and norms
    validation_losses  as losses; (0,) without a validation part; files of before do not have it
    kept         (frames,) int64, the epochs of which weights and predictions follow
    weights      (frames, parameters) float64, in the order of Keras's ``model.get_weights()``
    predictions  (frames, samples · outputs) float64, scaled: of each window its outputs, one after the other

Windows and targets are not saved: they are made again. A file may come from anyone. Its settings pass through the
classes that check them, and what its last weights forecast is computed and compared with what it says they do.
"""

from dataclasses import replace

import numpy as np

from rnnviz.store.archive import pack, unpack
from rnnviz.store.checks import check_arrays, check_effort, check_ending, check_predictions
from rnnviz.store.header import header_for, read_header, series_of
from rnnviz.training.runs import MAX_KEPT_NUMBERS, Run
from rnnviz.training.series import MAX_AHEAD, MAX_COVARIATES, Series
from rnnviz.training.settings import MAX_EPOCHS
from rnnviz.training.user_series import MAX_ROWS
from rnnviz.training.windows import prepare

__all__ = ["LIMITS", "load_run", "save_run"]

FRAMES = 8 * (MAX_KEPT_NUMBERS + 100_000)
"""The most bytes of the weights and of the predictions: what runs keep, and the frame at which one ended."""

LIMITS = {
    "header": 2_000_000,
    "values": 8 * MAX_ROWS,
    "covariates": 8 * MAX_COVARIATES * (MAX_ROWS + MAX_AHEAD),
    **dict.fromkeys(("losses", "test_losses", "norms", "validation_losses"), 8 * MAX_EPOCHS),
    "kept": 8 * (MAX_EPOCHS + 1),
    "weights": FRAMES,
    "predictions": FRAMES,
}
"""The most bytes of each array."""

CURVES = ("losses", "test_losses", "norms")

LATER = ("validation_losses", "covariates")
"""What files of before do not have."""


def save_run(series: Series, run: Run) -> bytes:
    """Return a run as a file, in the format that the module describes.

    Raises:
        ValueError: if the run is of another series, or too large to be read again.
    """
    if not np.array_equal(series.values, run.prepared.values):
        raise ValueError(f"The run is of another series than {series.title!r}.")
    names = (*CURVES, "validation_losses", "weights", "predictions")
    numbers = {name: getattr(run, name) for name in names} | {"values": series.values}
    numbers["covariates"] = np.concatenate([np.empty(0), *(each.values for each in series.covariates)])
    numbers["predictions"] = run.predictions.reshape(len(run.kept), -1)
    arrays = {name: each.astype("<f8", order="C") for name, each in numbers.items()}
    return pack(arrays | {"header": header_for(series, run), "kept": np.array(run.kept, "<i8")}, LIMITS)


def load_run(data: bytes, foreign: bool = True) -> tuple[Series, Run]:
    """Return the series and the run of a file that ``save_run`` made.

    Args:
        data: the file.
        foreign: whether it came from outside; what the project brings itself is not forecast again to be believed.

    Raises:
        ValueError: a sentence for the reader, if the file is damaged, foreign, too large, of another version, or if
            anything in it contradicts the rest.
    """
    arrays = dict.fromkeys(LATER, np.empty(0)) | unpack(data, LIMITS, optional=LATER)
    header = read_header(arrays["header"])
    series = series_of(header["series"], arrays["values"], arrays["covariates"])
    run = Run(
        prepare(series.values, header["preparation"], series.imputed, series.covariates),
        header["model"],
        header["fit"],
        header["branch"],
        *(arrays[name] for name in CURVES),
        tuple(arrays["kept"].ravel().tolist()),
        arrays["weights"],
        arrays["predictions"],
        header["ending"],
        header["diverged_at"] and tuple(header["diverged_at"]),
        header["seconds"],
        arrays["validation_losses"],
    )
    check_effort(run)
    check_ending(run)
    check_arrays(run, arrays)
    if foreign:
        check_predictions(run)
    return series, replace(run, predictions=run.predictions.reshape(len(run.kept), *run.prepared.targets.shape))
