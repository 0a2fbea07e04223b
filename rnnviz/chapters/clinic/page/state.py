"""Where the view of the clinic is held, and which number of its scene is opened."""

from collections.abc import Hashable

from rnnviz.chapters.clinic.scene import live, opened
from rnnviz.chapters.clinic.view import LINK, View, settings_of
from rnnviz.core.arithmetic import Reference
from rnnviz.core.network import NetworkTrace
from rnnviz.ui.page_state import PageState
from rnnviz.ui.selection import Selection

PAGE = PageState("clinic", LINK, structure=lambda view: view.scene)


def settings() -> View:
    """Return what decides every number of the scene."""
    return settings_of(PAGE.view)


def source() -> NetworkTrace:
    """Return the run that the opened number is of."""
    return live(PAGE.view).runs[opened(PAGE.view).run]


def reference() -> Reference:
    """Return the opened number."""
    return opened(PAGE.view).reference


def network() -> Hashable:
    """Return what decides whose number it is: the settings, and which of the scene's runs."""
    return settings(), opened(PAGE.view).run


SELECTION = Selection(PAGE, source, reference, network, asks=False)
