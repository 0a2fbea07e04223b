"""Tests, and what they share with the benchmark."""

from contextlib import suppress

with suppress(ModuleNotFoundError):  # what is shared asserts too, and is to tell what it saw
    import pytest

    pytest.register_assert_rewrite("tests.support")
