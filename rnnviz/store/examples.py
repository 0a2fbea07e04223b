"""What ``data/`` holds for the chapters' examples: series, trained weights, and what their steps are called."""

import csv
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

DATA = Path(__file__).resolve().parents[2] / "data"

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


@cache
def column(name: str) -> tuple[list[str], np.ndarray]:
    """Return the first column of a CSV in data/ as text, the second as numbers."""
    with (DATA / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return [row[0] for row in rows], np.array([float(row[1]) for row in rows])


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
