"""What ``data/`` holds for the chapters' examples: series, trained weights, and what their steps are called."""

import json
from collections.abc import Sequence
from functools import cache

import numpy as np

from rnnviz.training.series import DATA, bundled

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def numbered(timesteps: int) -> list[str]:
    """Return captions that only count: step 1, step 2 and so on."""
    return [f"step {t}" for t in range(1, timesteps + 1)]


def cycled(rows: list, timesteps: int) -> list:
    """Return ``rows`` repeated until there are ``timesteps`` of them."""
    return [rows[t % len(rows)] for t in range(timesteps)]


def one_hot(read: Sequence[str], names: Sequence[str]) -> np.ndarray:
    """Return 1 at each timestep where its name stands among ``names``, else 0, (timesteps, features)."""
    return np.array([[float(each == name) for name in names] for each in read])


def column(name: str) -> tuple[tuple[str, ...], np.ndarray]:
    """Return the dates of a measured series, and its values."""
    series = bundled(name)
    return series.dates, series.values


@cache
def trained(name: str) -> dict:
    """Return a network of data/trained.json, with what is known of its training."""
    return json.loads((DATA / "trained.json").read_text("utf-8"))[name]


def scaled_sunspots() -> np.ndarray:
    """Return months of sunspots from January 1749 on, scaled to 0…1 by the series' own extremes."""
    facts = trained("sunspots")
    return (column("sunspots")[1] - facts["min"]) / (facts["max"] - facts["min"])


def sunspot_months(timesteps: int) -> list[str]:
    """Return the months of ``scaled_sunspots``."""
    return [f"{MONTHS[int(month[5:]) - 1]} {month[:4]}" for month in column("sunspots")[0][:timesteps]]
