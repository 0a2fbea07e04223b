"""Tables behind figures and in CSV files. Without pandas, which would take 80 MB of the web process."""

import csv
import io
from collections.abc import Iterable, Mapping

import numpy as np


class Table:
    """Columns under titles, as compact as they can be: this is what is kept of every figure.

    Args:
        columns: the titles.
        rows: a value for each column; None where it is hidden from the reader.
    """

    def __init__(self, columns: tuple[str, ...], rows: Iterable[tuple]):
        self.columns = tuple(columns)
        self.values = [compact(list(each)) for each in zip(*rows, strict=True)] or [[] for _ in self.columns]
        """A list for each column, or an array where all of it are floats."""

    @classmethod
    def of(cls, columns: Mapping[str, Iterable]) -> "Table":
        """A table from its columns; those that are shorter end in empty cells."""
        table = cls(tuple(columns), ())
        found = [each if isinstance(each, np.ndarray) else list(each) for each in columns.values()]
        longest = max(map(len, found), default=0)
        table.values = [
            compact(each if len(each) == longest else listed(each) + [""] * (longest - len(each))) for each in found
        ]
        return table

    @property
    def rows(self) -> list[tuple]:
        """The rows."""
        return list(zip(*map(listed, self.values), strict=True))

    def __len__(self) -> int:
        return len(self.values[0]) if self.values else 0

    def __getitem__(self, title: str) -> list:
        """A column."""
        return listed(self.values[self.columns.index(title)])

    def marked(self, title: str, value: str) -> "Table":
        """The same with one more column, in which all are alike."""
        columns = dict(zip(self.columns, self.values, strict=True))
        return Table.of(columns | {title: [value] * len(self)})

    def csv(self) -> bytes:
        """The table as a CSV file in UTF-8, every digit kept."""
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return file.getvalue().encode()


def compact(column: np.ndarray | list) -> np.ndarray | list:
    """A column as an array where all of it are floats, else as a list."""
    if isinstance(column, np.ndarray):
        return column.astype(np.float64) if column.dtype.kind == "f" else column.tolist()
    return np.array(column) if column and set(map(type, column)) <= {float, np.float64} else column


def listed(column: np.ndarray | list) -> list:
    """A column as a list."""
    return column.tolist() if isinstance(column, np.ndarray) else column


def hiding(values: np.ndarray) -> list:
    """A column in which NaN stands for a number that is hidden."""
    return [None if each != each else each for each in values.tolist()]


def by_timestep(arrays: Mapping[str, np.ndarray], captions: list[str], title: str = "timestep") -> Table:
    """Return arrays (timesteps, units) by name as a table: a column for each unit, in which NaN is hidden."""
    columns = {title: range(1, len(captions) + 1), "read": captions}
    columns |= {f"{name}[{k}]": hiding(array[:, k]) for name, array in arrays.items() for k in range(array.shape[1])}
    return Table.of(columns)


def chained(tables: Iterable[Table]) -> Table:
    """One table below the other; a cell is empty where a table lacks the column."""
    tables = list(tables)
    columns = tuple(dict.fromkeys(title for table in tables for title in table.columns))
    rows = [dict(zip(table.columns, row, strict=True)) for table in tables for row in table.rows]
    return Table(columns, [tuple(row.get(title, "") for title in columns) for row in rows])
