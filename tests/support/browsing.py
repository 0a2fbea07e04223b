"""A visit to a page in a headless browser, for the tests that only a browser can make."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

PATIENCE = 60_000
"""Milliseconds after which a test gives up waiting: what takes so long on a busy machine is never done."""

expect.set_options(PATIENCE)

SETTLED = "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"


AT_REST = """() => {
    const app = document.querySelector("[data-testid=stApp]").dataset;
    const inside = (place) => [...place.querySelectorAll("*")].map((each) => each.shadowRoot?.querySelector(".watch"));
    const watches = [...document.querySelectorAll("[class*=st-key-][class*=_watch]")].flatMap(inside).filter(Boolean);
    return app.testConnectionState === "CONNECTED" && app.testScriptState === "notRunning"
        && (watches.length || location.pathname === "/") && watches.every((each) => each.dataset.waiting === "false");
}"""
"""Whether the server has run the page and every section near the screen is as it should be."""

NOTHING_DIMMED = """() => [...document.querySelectorAll("[data-testid=stElementContainer]")].every(
    (each) => each.dataset.stale !== "true" && getComputedStyle(each).opacity === "1")"""
"""Whether Streamlit shows nothing half transparent, as it does what may be old."""

LOOK = """() => [getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor,
    ...[...document.querySelectorAll(".rnnviz-plot[data-drawn]")].map((each) => each.dataset.drawn)]"""
"""The page's colour, and how often each figure was drawn: all others in another theme."""

ICONS_AS_WORDS = """() => document.fonts.ready.then(() => [...document.querySelectorAll("[data-testid=stIconMaterial]")]
    .filter((each) => each.offsetWidth > 1.5 * parseFloat(getComputedStyle(each).fontSize) || each.scrollWidth > 1.5 * each.offsetHeight)
    .map((each) => each.textContent))"""  # noqa: E501
"""The names of icons that the font has not: they are written as words."""

TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
"""Until the browser has noticed what has come near."""


class Visit:
    """A page, with what the console and the network had to say.

    It is opened in a context, or in a fresh one of a browser; requests that fit ``blocked`` fail; ``media`` is what it
    is told of the reader's wishes, who wants less motion if nothing else is said.
    """

    def __init__(
        self,
        owner: Browser | BrowserContext,
        address: str,
        path: str = "",
        viewport=None,
        has_touch=False,
        blocked="",
        **media,
    ):
        self.page: Page = owner.new_page(**({"has_touch": True} if has_touch else {}))  # which a browser alone can give
        self.page.set_viewport_size(viewport or {"width": 1280, "height": 720})
        self.page.emulate_media(**{"reduced_motion": "reduce"} | media)
        self.page.set_default_timeout(PATIENCE)
        self.errors, self.requests = [], []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self.heard)
        self.page.on("request", lambda request: self.requests.append(request.url))
        if blocked:
            self.page.route(blocked, lambda route: route.abort())
        self.page.goto(f"{address}/{path}")
        self.settle()

    def heard(self, message):
        """Errors, but for Streamlit's own search for its server below a deep link."""
        if message.type == "error" and "/_stcore/" not in message.location.get("url", ""):
            self.errors.append(message.text)

    def settle(self):
        """Wait until the server has run the page, and has drawn every section near the screen."""
        self.page.wait_for_function(AT_REST, polling=50)
        self.page.evaluate(TWO_FRAMES)  # what has come may not have been given to the components yet
        self.page.wait_for_function(AT_REST, polling=50)

    def see_all(self):
        """Make the window so high that every section is near the screen, and wait until all are drawn."""
        size = self.page.viewport_size
        self.page.set_viewport_size({**size, "height": 8000})
        self.page.evaluate(TWO_FRAMES)
        self.settle()

    def drawn(self, times: int = 1):
        """Wait until the figure has been drawn at least so often."""
        self.page.wait_for_function(
            "n => Number(document.querySelector('.rnnviz-plot')?.dataset.drawn ?? 0) >= n", arg=times
        )

    def all_drawn(self):
        """Wait until every figure on the page has been drawn."""
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('.rnnviz-plot')].every((each) => each.dataset.drawn)"
        )

    def node(self, name: str, column: int, unit: int = 0):
        """A number of the diagram; columns count from 0, the start."""
        return self.page.locator(f".node[data-id='{name}.{column}.{unit}']")

    def open_panel(self, symbol: str):
        """Wait until the arithmetic panel shows a number."""
        expect(self.page.locator(f".panel[data-symbol='{symbol}']")).to_be_attached()

    def turn(self, scheme: str):
        """Have the reader's system turn light or dark, and wait until the page and its figures have followed."""
        before = self.page.evaluate(LOOK)
        self.page.emulate_media(color_scheme=scheme)
        self.page.wait_for_function(f"before => ({LOOK})().every((each, k) => each !== before[k])", arg=before)

    def assert_clean(self, address: str):
        """Nothing in the console, no other host was asked, and axe finds nothing, in light nor in dark."""
        self.assert_accessible()
        self.turn("dark")
        self.assert_accessible()
        assert self.page.evaluate(ICONS_AS_WORDS) == []
        assert self.errors == []
        assert [url for url in self.requests if not url.startswith((address, "data:", "blob:"))] == []

    def assert_accessible(self):
        """Axe finds nothing once nothing is dimmed any more."""
        self.settle()
        self.page.wait_for_function(NOTHING_DIMMED, polling=50)
        found = Axe().run(self.page, context="[data-testid=stMain]").response["violations"]
        assert [(each["id"], [node["html"][:200] for node in each["nodes"]][:3]) for each in found] == []
