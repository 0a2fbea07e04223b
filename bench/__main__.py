"""Print the table: python -m bench."""

import platform
import sys
from importlib.metadata import version
from itertools import chain

from bench import answers, app, chapters, core, forecasters, labs, paint, training, wire


def main() -> None:
    """Every row, as a Markdown table."""
    names = ("numpy", "keras", "numba", "streamlit", "plotly")
    print(f"{platform.machine()}, Python {platform.python_version()}, " + ", ".join(f"{n} {version(n)}" for n in names))
    print("\n| what | reached | must | beside it |\n|---|---|---|---|")
    parts = (core, chapters, training, app, paint, answers, forecasters, wire, labs)
    for row in chain.from_iterable(part.rows() for part in parts):
        print("| " + " | ".join(row) + " |")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
