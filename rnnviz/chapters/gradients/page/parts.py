"""The parts of the page that go deeper than the flow, a tab each."""

from rnnviz.chapters.gradients.page.pictures import eigenvalues, opened_number, seeds, sensitivity, why
from rnnviz.chapters.gradients.page.state import PAGE
from rnnviz.chapters.gradients.page.training import learned, training, updated
from rnnviz.chapters.gradients.page.weights import check, clipping, contributions
from rnnviz.chapters.gradients.view.link import PART
from rnnviz.ui.tabs import tabs

PARTS = {
    "states": (sensitivity, opened_number),
    "why": (why, eigenvalues),
    "seeds": (seeds,),
    "training": (training, updated, learned, contributions),
    "clipping": (clipping,),
    "check": (check,),
}


def parts() -> None:
    """Place the tabs."""
    tabs(PAGE, PART, PARTS)
