"""Sentences of the chapter, computed from what is shown."""
