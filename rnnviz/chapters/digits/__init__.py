"""The chapter of digits that are read row by row."""
