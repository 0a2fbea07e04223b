"""Take the README's pictures from the app as it is: make screenshots."""

from pathlib import Path

from tests.support.browsing import Visit
from tests.support.serving import chromium, serve

HERE = Path(__file__).parent

PICTURES = {
    "landing": ("", "light", {"width": 1280, "height": 720}),
    "hidden-state": ("hidden_state", "light", {"width": 1280, "height": 860}),
    "predict-dark": ("hidden_state?preset=jazz&step=3&select=h,3,0&predict=1", "dark", {"width": 1280, "height": 720}),
    "shapes": ("shapes?preset=mistake", "light", {"width": 1280, "height": 860}),
    "gates": ("gates", "light", {"width": 1280, "height": 1180}),
    "gradients": ("gradients", "light", {"width": 1280, "height": 1180}),
    "generation": ("generation?colour=h&unit=126", "light", {"width": 1280, "height": 760}),
    "sentiment": ("sentiment", "light", {"width": 1280, "height": 860}),
    "tagging": ("tagging", "light", {"width": 1280, "height": 860}),
    "stateful": ("stateful?preset=usual", "light", {"width": 1280, "height": 860}),
    "clinic": ("clinic?scene=mask&guess=c", "light", {"width": 1280, "height": 860}),
    "digits": ("digits", "light", {"width": 1280, "height": 860}),
    "forecasters": ("forecasters", "light", {"width": 1280, "height": 1180}),
}


def main() -> None:
    """One PNG a picture, beside this file."""
    with serve() as (_, address), chromium() as browser:
        for name, (path, scheme, size) in PICTURES.items():
            visit = Visit(browser, address, path, viewport=size, color_scheme=scheme)
            visit.all_drawn()
            visit.page.wait_for_function("document.fonts.status === 'loaded'")
            visit.page.screenshot(path=HERE / f"{name}.png")
            visit.page.close()


if __name__ == "__main__":
    main()
