"""A visit to a page in a headless browser, for the tests that only a browser can make."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

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

TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
"""Until the browser has noticed what has come near."""


class Visit:
    """A page opened in a fresh browser context, with what the console and the network had to say."""

    def __init__(self, browser, address: str, path: str = "", **context):
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 720}, **context})
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.errors, self.requests = [], []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self.heard)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(f"{address}/{path}")
        self.settle()

    def heard(self, message):
        """Errors, but for Streamlit's own search for its server below a deep link."""
        if message.type == "error" and "/_stcore/" not in message.location.get("url", ""):
            self.errors.append(message.text)

    def settle(self):
        """Wait until the server has run the page, and has drawn every section near the screen."""
        self.page.wait_for_function(AT_REST)
        self.page.evaluate(TWO_FRAMES)  # what has come may not have been given to the components yet
        self.page.wait_for_function(AT_REST)

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

    def assert_clean(self, address: str):
        """Nothing in the console, no other host was asked, and axe finds nothing once nothing is dimmed any more."""
        self.settle()
        self.page.wait_for_function(NOTHING_DIMMED)
        assert self.errors == []
        assert [url for url in self.requests if not url.startswith((address, "data:", "blob:"))] == []
        found = Axe().run(self.page, context="[data-testid=stMain]").response["violations"]
        assert [(each["id"], [node["html"][:200] for node in each["nodes"]][:3]) for each in found] == []
