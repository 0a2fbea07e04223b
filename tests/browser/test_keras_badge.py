"""What only a browser can tell of the badge "Check with Keras": that its progress shows by itself, and ends."""

import pytest
from playwright.sync_api import expect

PATH = "hidden_state"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_check_shows_its_verdict_by_itself_and_keeps_what_is_typed_meanwhile(visit, server, scheme):
    opened = visit(color_scheme=scheme)
    opened.see_all()
    page = opened.page
    page.get_by_role("button", name="Check with Keras").click()
    if scheme == "light":  # the first job waits for its worker; the next may be done before anyone can look
        expect(page.get_by_role("progressbar")).to_be_visible()
    page.get_by_role("button", name="More choices").click()
    page.get_by_role("spinbutton", name="Seed of the initial weights").fill("12")
    expect(page.get_by_text("Keras agrees. The largest relative difference is")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("spinbutton", name="Seed of the initial weights")).to_have_value("12")
    expect(page.get_by_role("progressbar")).to_have_count(0)
    assert opened.errors == []
    assert [url for url in opened.requests if not url.startswith((server, "data:", "blob:"))] == []
