"""The header of a saved run: its series and its settings as JSON, which is read as if anyone had written it."""

import json
import re
from collections.abc import Collection
from typing import Any, get_type_hints

import numpy as np

from rnnviz.core.activations import check_choice
from rnnviz.training.preparation import Preparation
from rnnviz.training.runs import Branch, Run
from rnnviz.training.series import BUNDLED, MAX_COVARIATES, SYNTHETIC, Covariate, Series, bundled
from rnnviz.training.settings import Fit, Model
from rnnviz.training.user_series import MAX_ROWS

FORMAT, VERSION = "rnnviz run", 1

ENDINGS = ("done", "stopped", "diverged", "early")

SETTINGS = {"preparation": Preparation, "model": Model, "fit": Fit, "branch": Branch}

KEYS = ("format", "version", "series", *SETTINGS, "ending", "diverged_at", "seconds")

LATER = {
    Preparation: {"reach_back": False, "validation": 0.0, "transform": "none", "lag": 1, "outputs": 1, "calendar": 0}
    | {"covariates": 0},
    Model: {"outputs": 1, "features": 1},
}
"""Settings that files of before do not have, and what they were."""

NOTHING = np.empty(0)

TEXTS = ("name", "title", "unit", "source")

LONGEST_NAME, LARGEST_WHOLE = 40, 10**9
"""The longest name and the largest whole number of a setting: its own checks print whatever they receive."""

DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{3})?)?)?)?)?", re.ASCII)


def header_for(series: Series, run: Run) -> np.ndarray:
    """Return the header of a run as bytes, (bytes,) uint8."""
    settings = {"preparation": run.prepared.preparation, "model": run.model, "fit": run.fit, "branch": run.branch}
    header = {
        "format": FORMAT,
        "version": VERSION,
        "series": {name: getattr(series, name) for name in (*TEXTS, "dates")}
        | {"season": int(series.season)}
        | ({"imputed": list(series.imputed)} if series.imputed else {})
        | ({"covariates": list(map(covariate_row, series.covariates))} if series.covariates else {}),
        **{name: each and fields_of(each) for name, each in settings.items()},
        "ending": run.ending,
        "diverged_at": run.diverged_at and [int(each) for each in run.diverged_at],
        "seconds": float(run.seconds),
    }
    return np.frombuffer(json.dumps(header).encode(), np.uint8)


def covariate_row(covariate: Covariate) -> dict:
    """Return what the header has of a further column: its values are in an array of their own."""
    return {"name": covariate.name, "known_ahead": bool(covariate.known_ahead), "count": len(covariate.values)}


def fields_of(settings: Any) -> dict:
    """Return the fields of a dataclass of settings, each of the type that it declares."""
    return {name: kind(getattr(settings, name)) for name, kind in get_type_hints(type(settings)).items()}


def read_header(array: np.ndarray) -> dict:
    """Return the header as a dictionary, its settings as the classes that check them; "series" as it is.

    Raises:
        ValueError: if it is not a header of this version.
    """
    try:
        header = json.loads(array.tobytes().decode())
    except (ValueError, RecursionError) as error:
        raise ValueError("The header of the file is not JSON.") from error
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise ValueError("The file is not a run that was saved here.")
    if header.get("version") != VERSION:
        found = short(header.get("version"))
        raise ValueError(f"The file is of version {found} of the format; only version {VERSION} is read.")
    check_keys("header", header, KEYS)
    check_name("ending", header["ending"], ENDINGS)
    at, seconds = header["diverged_at"], header["seconds"]
    if at is not None and not (isinstance(at, list) and [type(each) for each in at] == [int, int]):
        raise ValueError(f"diverged_at must be an epoch and a batch, or null; received {short(at)}.")
    if type(seconds) is not float or not 0.0 <= seconds < np.inf:
        raise ValueError(f"seconds must be a finite number, at least 0; received {short(seconds)}.")
    return header | {name: settings_of(kind, name, header[name]) for name, kind in SETTINGS.items()}


def settings_of(kind: type, name: str, given: Any) -> Any:
    """Return a dataclass of settings from its fields, whose types are checked here and their values by itself.

    None for a branch that is null.
    """
    if given is None and kind is Branch:
        return None
    types = get_type_hints(kind)
    if isinstance(given, dict):
        given = LATER.get(kind, {}) | given
    check_keys(name, given, types)
    for field, wanted in types.items():
        if type(given[field]) is not wanted:
            raise ValueError(f"{name}: {field} must be of type {wanted.__name__}; received {short(given[field])}.")
        too_large = wanted is int and abs(given[field]) > LARGEST_WHOLE
        if too_large or wanted is str and len(given[field]) > LONGEST_NAME:
            raise ValueError(f"{name}: {field} is too large; received {short(given[field])}.")
    return kind(**given)


def covariates_of(given: Any, values: np.ndarray) -> tuple[Covariate, ...]:
    """Return the further columns of a series, whose ``values`` follow one another in an array (numbers,)."""
    if not isinstance(given, list) or len(given) > MAX_COVARIATES:
        raise ValueError(f"series: covariates must be a list of at most {MAX_COVARIATES}.")
    if values.ndim != 1 or values.dtype != np.float64:
        raise ValueError(f"covariates must be float64 of one axis; received {values.dtype} of shape {values.shape}.")
    begin, found = 0, []
    for each in given:
        check_keys("covariates", each, ("name", "known_ahead", "count"))
        name, known_ahead, count = each["name"], each["known_ahead"], each["count"]
        if not isinstance(name, str) or not encodable(name) or type(known_ahead) is not bool or type(count) is not int:
            raise ValueError(f"covariates: a name, yes or no, and a count are needed; received {short(each)}.")
        if not 0 < count <= values.size - begin:
            raise ValueError(f"covariates: the file has not {count} values of {short(name)}.")
        found.append(Covariate(name, values[begin : begin + count], known_ahead))
        begin += count
    if begin != values.size:
        raise ValueError(f"covariates: the file has {values.size - begin} values more than columns have.")
    return tuple(found)


def series_of(given: Any, values: np.ndarray, covariates: np.ndarray = NOTHING) -> Series:
    """Return the series; one that is measured must have its own values.

    Args:
        given: what the header has of it.
        values: (n,), original units.
        covariates: (numbers,), those of its further columns, one column after the other.
    """
    later = [name for name in ("imputed", "covariates") if isinstance(given, dict) and name in given]
    check_keys("series", given, (*TEXTS, "dates", "season", *later))
    imputed = given.get("imputed")
    for name in TEXTS:
        if not isinstance(given[name], str) or not encodable(given[name]):
            raise ValueError(f"series: {name} must be text; received {short(given[name])}.")
    check_name("series", given["name"], (*BUNDLED, *SYNTHETIC, "own"))
    dates, season = given["dates"], given["season"]
    if dates is not None and not (
        isinstance(dates, list) and all(isinstance(each, str) and DATE.fullmatch(each) for each in dates)
    ):
        raise ValueError("series: dates must be a list of ISO dates, or null.")
    if type(season) is not int or not 1 <= season <= MAX_ROWS:
        raise ValueError(f"series: season must be a whole number from 1 to {MAX_ROWS}; received {short(season)}.")
    if imputed is not None and not (isinstance(imputed, list) and all(type(each) is int for each in imputed)):
        raise ValueError("series: imputed must be a list of positions.")
    if len(set(imputed or ())) != len(imputed or ()):
        raise ValueError("series: imputed has a position twice.")
    given = given | {"values": values, "dates": dates and tuple(dates), "imputed": tuple(imputed or ())}
    given["covariates"] = covariates_of(given.get("covariates", []), covariates)
    series = Series(**given)
    if series.name not in BUNDLED:
        return series
    measured = bundled(series.name)
    if not np.array_equal(measured.values, values):
        raise ValueError(f"The file says that it holds {measured.title!r}, but its values are others.")
    return measured


def check_keys(name: str, given: Any, wanted: Collection[str]) -> None:
    """Raise ValueError unless ``given`` is a JSON object with exactly these keys."""
    if not isinstance(given, dict) or given.keys() != set(wanted):
        raise ValueError(f"{name} must have {', '.join(wanted)}, and nothing else.")


def check_name(name: str, given: Any, allowed: Collection[str]) -> None:
    """Raise ValueError unless ``given`` is one of the names allowed."""
    if not isinstance(given, str) or len(given) > LONGEST_NAME:
        raise ValueError(f"{name} must be a name; received {short(given)}.")
    check_choice(name, given, allowed)


def encodable(text: str) -> bool:
    """Tell whether a text has no halves of characters, which JSON may hold and UTF-8 may not."""
    return not any(0xD800 <= ord(each) < 0xE000 for each in text)


def short(value: Any) -> str:
    """Return what was received, at most 60 characters of it."""
    return repr(value)[:60]
