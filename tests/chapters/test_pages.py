"""What holds of the pages together: what they import, the landing page, and how figures reach the browser."""

import json
import subprocess
import sys

from tests.support.pages import ROOT, component, opened


def test_pages_import_neither_keras_nor_tensorflow_nor_sklearn_nor_pandas_nor_dask():
    script = f"""
import sys
from streamlit.testing.v1 import AppTest
from rnnviz.ui.routes import CHAPTERS
app = AppTest.from_file({str(ROOT / "app.py")!r}, default_timeout=30).run()
for chapter in CHAPTERS:
    app.switch_page(chapter.page).run()
    assert not app.exception, app.exception
print(sorted({{"keras", "tensorflow", "sklearn", "pandas", "distributed", "dask"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_landing_page():
    app = opened(None)
    assert app.title[0].value == "See what a recurrent network remembers"
    table = component(app, "diagram")
    assert table["autoplay"] and table["captions"] == list("JAZZ")
    assert len(component(app, "wirings")["wirings"]) == 6
    assert not app.get("plotly_chart")


def test_a_figure_falls_back_where_no_file_can_be_written(monkeypatch):
    monkeypatch.setattr("rnnviz.ui.components.plot.plotly_address", lambda: None)
    app = opened("gradients")
    kinds = {json.loads(each.proto.spec)["data"][0]["type"] for each in app.get("plotly_chart")}
    assert "heatmap" in kinds


def test_plotly_is_copied_only_where_it_can_be(monkeypatch, tmp_path):
    from rnnviz.ui.components import plot

    monkeypatch.setattr(plot, "STATIC", tmp_path / "static")
    copy = plot.plotly_file.__wrapped__()
    assert copy.parent == tmp_path / "static" and copy.stat().st_size > 1_000_000
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(plot, "STATIC", tmp_path / "file" / "static")
    assert plot.plotly_file.__wrapped__() is None
