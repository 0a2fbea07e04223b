"""What ``data/`` holds for the chapters' examples: series, trained weights, and what their steps are called."""

import csv
import json
from functools import cache
from pathlib import Path

import numpy as np

DATA = Path(__file__).resolve().parents[2] / "data"

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def numbered(timesteps: int) -> list[str]:
    """Captions that only count: step 1, step 2 and so on."""
    return [f"step {t}" for t in range(1, timesteps + 1)]


def cycled(rows: list, timesteps: int) -> list:
    """``rows`` repeated until there are ``timesteps`` of them."""
    return [rows[t % len(rows)] for t in range(timesteps)]


@cache
def column(name: str) -> tuple[list[str], np.ndarray]:
    """The first column of a CSV in data/ as text, the second as numbers."""
    with (DATA / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return [row[0] for row in rows], np.array([float(row[1]) for row in rows])


@cache
def trained(name: str) -> dict:
    """A network of data/trained.json, with what is known of its training."""
    return json.loads((DATA / "trained.json").read_text("utf-8"))[name]
