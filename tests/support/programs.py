"""Programs that are handed out, run by themselves and many in one process, as TensorFlow takes seconds to start."""

import re
import subprocess
import sys
from pathlib import Path

RUN_EVERY = """
import runpy, sys
for name in sys.argv[1:]:
    try:
        runpy.run_path(name)
        print("\\nRESULT met")
    except Exception as error:
        print("\\nRESULT", type(error).__name__)
"""


def run_script(text: str, path: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run a program by itself, in a folder that has nothing else."""
    path.write_text(text, encoding="utf-8")
    command = [sys.executable, path.name, *arguments]
    return subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=False)


def results(programs: dict[str, str], folder: Path) -> dict[str, str]:
    """What becomes of programs, each in names of its own: "met", or the name of what was raised."""
    names = [f"program_{number}.py" for number in range(len(programs))]
    for name, script in zip(names, programs.values(), strict=True):
        (folder / name).write_text(script, encoding="utf-8")
    done = run_script(RUN_EVERY, folder / "every.py", *names)
    assert done.returncode == 0, done.stderr
    return dict(zip(programs, re.findall(r"^RESULT (\w+)$", done.stdout, re.MULTILINE), strict=True))
