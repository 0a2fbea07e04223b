"""The gates chapter: five kinds of cell on the same input, and what their gates do."""
