"""Pages through AppTest: no browser, but the whole server side; and what their components were given."""

import json
import re
from functools import cache, partial
from pathlib import Path
from unittest.mock import patch

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest, local_script_runner

ROOT = Path(__file__).resolve().parents[2]

# A server looks through all installed packages for components when it starts, and AppTest before its first run: once
# a process is enough.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def opened(chapter: str | None, **query: str) -> AppTest:
    """The app with a chapter open from a link; every section is near the screen, its drawer open, its code unfolded."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    if chapter:
        app.query_params.update(query)
        app.session_state[f"{chapter}_near"] = {"*"}
        app.session_state[f"{chapter}_more"] = app.session_state[f"{chapter}_code_fold"] = True
        app.switch_page(f"pages/{chapter}.py").run()
    assert not app.exception
    return app


def act(app: AppTest, chapter: str) -> AppTest:
    """Run what was chosen as a browser asks for it, as an event of a section; AppTest itself runs the whole page."""
    (section,) = app._fragment_storage.resolve_target([f"{chapter}_watch"])
    event = partial(local_script_runner.RerunData, fragment_id_queue=[section])
    with patch.object(local_script_runner, "RerunData", event):
        return app.run()


def labelled(widgets, label: str):
    """The only one of these widgets that is called so; its key is another when something else moved it."""
    (found,) = (each for each in widgets if each.label == label)
    return found


def given(app: AppTest, name: str) -> list[dict]:
    """What every component of one kind was given."""
    protos = [each.proto for each in app.get("bidi_component")]
    return [json.loads(each.bytes) for each in protos if each.component_name == f"rnnviz_{name}"]


def component(app: AppTest, name: str) -> dict:
    """What the only component of a kind was given, its table laid open."""
    (found,) = given(app, name)
    return {**found.pop("table", {}), **found}


def table(app: AppTest, name: str) -> dict[str, list[str]]:
    """The cells of the table of that name by the titles of its columns."""
    (found,) = (each for each in given(app, "table") if each["name"] == name)
    return dict(zip(found["columns"], map(list, zip(*found["rows"], strict=True)), strict=True))


def warnings(app: AppTest) -> str:
    """The warnings as they are read, without the escapes that keep them from being rendered."""
    return re.sub(r"\\(.)", r"\1", " ".join(each.value for each in app.warning))


def components(app: AppTest) -> list[str]:
    """The kinds of all components that the last run drew, in order."""
    return [each.proto.component_name.removeprefix("rnnviz_") for each in app.get("bidi_component")]
