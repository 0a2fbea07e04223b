"""A network that was trained in this session, in the place of one that is brought along."""

from dataclasses import replace

import streamlit as st

from rnnviz.ui.link import OWN
from rnnviz.ui.page_state import PageState


def open_with_own(page: PageState, field: str, missing: str) -> None:
    """Open the view of the link, with the network that this session has trained where the link names it.

    Args:
        page: whose view has ``own``, which no link holds, and a part "train"; the session keeps it under ``OWN``.
        field: of the view that names the network.
        missing: what is told where this session has trained none: the view is then that of training one.
    """
    view = page.open()
    if getattr(view, field) != OWN or view.own is not None:
        return
    own = st.session_state.get(page.key(OWN))
    if own is None:
        page.notify(missing)
    changes = {field: getattr(type(view), field), "part": "train"} if own is None else {"own": own}
    page.open_instead(page.link.fitted(replace(view, **changes))[0])
