"""Forecasters: networks that train as fast as a control moves, beside rules that need none."""

from rnnviz.ui.routes import ensure_routed

ensure_routed()

from rnnviz.chapters.forecasters import page  # noqa: E402  the guard must run before anything is drawn

view = page.PAGE.open()
page.header()
if not page.waiting():
    page.network()
    page.PAGE.show_notices()
    page.forecast()
    shown = page.shown_last()
    if shown is not None:
        page.simple_rules(shown)
        page.seeds(shown)
        page.time_machine(shown)
        page.opened(shown)
        page.ahead(shown)
        page.race(shown)
        page.beside_keras(shown)
        page.windows(shown)
        page.take_away(shown)
