"""What this session has trained or was given, in the place of what is brought along."""

from dataclasses import replace
from typing import Any

import streamlit as st

from rnnviz.ui.link import OWN
from rnnviz.ui.page_state import PageState


def open_with_own(page: PageState, field: str, missing: str, **instead: Any) -> None:
    """Open the view of the link, with what is this session's own where the link names it.

    Args:
        page: whose view has ``own``, which no link holds; the session keeps it under ``OWN``.
        field: of the view that names it, or what is brought along.
        missing: what is told where this session has none.
        instead: fields of the view that are then others, such as the part in which one is trained.
    """
    view = page.open()
    if getattr(view, field) != OWN or view.own is not None:
        return
    own = st.session_state.get(page.key(OWN))
    if own is None:
        page.notify(missing)
    changes = {field: getattr(type(view), field), **instead} if own is None else {"own": own}
    page.open_instead(page.link.fitted(replace(view, **changes))[0])
