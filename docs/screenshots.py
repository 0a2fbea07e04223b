"""Take the README's pictures from the app as it is: make screenshots."""

from pathlib import Path

from tests.support.serving import chromium, serve

HERE = Path(__file__).parent
SETTLED = "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"

PICTURES = {
    "landing": ("", "light", {"width": 1280, "height": 720}),
    "hidden-state": ("hidden_state", "light", {"width": 1280, "height": 860}),
    "predict-dark": ("hidden_state?preset=jazz&step=3&select=h,3,0&predict=1", "dark", {"width": 1280, "height": 720}),
    "shapes": ("shapes?preset=mistake", "light", {"width": 1280, "height": 860}),
    "gates": ("gates", "light", {"width": 1280, "height": 1180}),
    "gradients": ("gradients", "light", {"width": 1280, "height": 1180}),
    "forecasters": ("forecasters", "light", {"width": 1280, "height": 1180}),
}


def main() -> None:
    """One PNG a picture, beside this file."""
    with serve() as (_, address), chromium() as browser:
        for name, (path, scheme, size) in PICTURES.items():
            page = browser.new_page(viewport=size, color_scheme=scheme, reduced_motion="reduce")
            page.goto(f"{address}/{path}")
            page.wait_for_selector(SETTLED)
            if path:
                page.wait_for_selector(".rnnviz-plot[data-drawn]")
            page.wait_for_function("document.fonts.status === 'loaded'")
            page.screenshot(path=HERE / f"{name}.png")
            page.close()


if __name__ == "__main__":
    main()
