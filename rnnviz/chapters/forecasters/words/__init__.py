"""The sentences of the chapter, computed from what is shown."""

from rnnviz.chapters.forecasters.words import errors, reading, runs

__all__ = ["errors", "reading", "runs"]
