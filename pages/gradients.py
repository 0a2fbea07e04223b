"""Gradients through time: how much of the loss reaches each step, and why."""

from rnnviz.ui.routes import ensure_routed

ensure_routed()

from rnnviz.chapters.gradients import page  # noqa: E402  the guard must run before anything is drawn

view = page.PAGE.open()
page.header()
page.choices()
page.PAGE.show_notices()
if view.predict:
    page.prediction()
else:
    page.flow()
    page.what_to_notice()
    page.closer()
    page.parts()
page.take_away()
page.PAGE.watch()
