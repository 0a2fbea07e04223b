"""The landing page."""

from rnnviz.ui.routes import ensure_routed

ensure_routed()

from rnnviz.landing import page  # noqa: E402  the guard must run before anything is drawn

page.headline()
page.first_path()
page.reading()
page.chapters()
page.drawings()
