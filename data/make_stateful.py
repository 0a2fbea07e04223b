"""Train stateless and stateful networks for the chapter "Whose memory is this?": python data/make_stateful.py.

On the half-hourly electricity of this folder, with the tutorial's two faults and without, and on pulses; a minute.
"""

import json
from itertools import product
from pathlib import Path

import numpy as np

from rnnviz.chapters.stateful.view import PERIOD
from rnnviz.training.series import bundled
from rnnviz.training.stateful import Setup, cut_rows
from rnnviz.training.stateful_studies import pulse_study, study


def main() -> None:
    """Write data/stateful.json."""
    values, stop = bundled("electricity").values, np.zeros(1, dtype=np.uint8)
    faults = product((False, True), repeat=2)
    found = {
        "series": [
            study(cut_rows(values, Setup(late=late, zeros=zeros)), None, stop).plain() for late, zeros in faults
        ],
        "pulses": {str(period): pulse_study(period, None, stop).plain() for period in PERIOD.options},
    }
    for each in found["pulses"].values():
        each["theta"] = []  # their states are not traced
    Path(__file__).with_name("stateful.json").write_text(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
