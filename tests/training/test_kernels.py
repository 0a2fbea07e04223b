"""Getting the kernels ready: where compiled code is kept, and what happens where it cannot be made elsewhere."""

import subprocess

import pytest

from rnnviz.training.kernels import ready
from rnnviz.training.kernels.compiled import DIGEST, folder_in


def test_compiled_code_is_cached_in_the_first_folder_that_can_be_written(tmp_path):
    no_folder = tmp_path / "file"
    no_folder.touch()
    assert folder_in((no_folder, tmp_path / "a" / "b")) == tmp_path / "a" / "b" / f"compiled-{DIGEST}"
    assert folder_in((no_folder,)) is None


@pytest.mark.parametrize("error", [subprocess.TimeoutExpired("python", 1), FileNotFoundError("python")])
def test_where_no_other_process_compiles_this_one_does(monkeypatch, tmp_path, error):
    def fails(*args, **options):
        raise error

    loaded = []
    monkeypatch.setattr("rnnviz.training.kernels.compiled.is_cached", lambda: False)
    monkeypatch.setattr(subprocess, "run", fails)
    monkeypatch.setattr(ready, "load", lambda: loaded.append(1))
    ready._prepare()
    assert loaded and not ready.problem()


def test_kernels_that_cannot_be_compiled_are_told_of(monkeypatch):
    def fails():
        raise OSError("no compiler")

    monkeypatch.setattr(ready, "_problem", "")
    monkeypatch.setattr("rnnviz.training.kernels.compiled.is_cached", lambda: True)
    monkeypatch.setattr(ready, "load", fails)
    with pytest.raises(OSError, match="no compiler"):
        ready._prepare()
    assert ready.problem() == "OSError: no compiler"
