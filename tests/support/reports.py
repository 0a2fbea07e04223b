"""A report that a job sends to a test."""


class Heard:
    """A report that keeps what it is told; nobody cancels."""

    def __init__(self):
        self.told = []

    def send(self, kind, **data):
        """Keep an event."""
        self.told.append((kind, data))

    def check_wanted(self):
        """It always is."""
