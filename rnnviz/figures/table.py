"""Tables behind figures and in CSV files. Without pandas, which would take 80 MB of the web process."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np


@dataclass(frozen=True, eq=False)
class Table:
    """Rows under titles.

    Args:
        columns: the titles.
        rows: a value for each column; None where it is hidden from the reader.
    """

    columns: tuple[str, ...]
    rows: list[tuple]

    @classmethod
    def of(cls, columns: Mapping[str, Iterable]) -> "Table":
        """A table from its columns; those that are shorter end in empty cells."""
        values = (each.tolist() if isinstance(each, np.ndarray) else each for each in columns.values())
        return cls(tuple(columns), list(zip_longest(*values, fillvalue="")))

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, title: str) -> list:
        """A column."""
        at = self.columns.index(title)
        return [row[at] for row in self.rows]

    def marked(self, title: str, value: str) -> "Table":
        """The same with one more column, in which all are alike."""
        return Table((*self.columns, title), [(*row, value) for row in self.rows])

    def csv(self) -> bytes:
        """The table as a CSV file in UTF-8, every digit kept."""
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return file.getvalue().encode()


def hiding(values: np.ndarray) -> list:
    """A column in which NaN stands for a number that is hidden."""
    return [None if each != each else each for each in values.tolist()]


def chained(tables: Iterable[Table]) -> Table:
    """One table below the other; a cell is empty where a table lacks the column."""
    tables = list(tables)
    columns = tuple(dict.fromkeys(title for table in tables for title in table.columns))
    rows = [dict(zip(table.columns, row, strict=True)) for table in tables for row in table.rows]
    return Table(columns, [tuple(row.get(title, "") for title in columns) for row in rows])
