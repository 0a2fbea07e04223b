"""What only a browser can tell of the film of a training run."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.serving import serve

PATH = ""


@pytest.fixture(scope="module")
def server():
    """The address of a server of nothing but a film."""
    with serve("tests/support/apps/film.py") as (_, address):
        yield address


@pytest.fixture
def opened(visit):
    """The film, once it is drawn; it stands at its last epoch, 8."""

    def open_film(**context):
        opened = visit(**context)
        expect(opened.page.locator(".film")).to_have_attribute("data-drawn", "1")
        return opened

    return open_film


def at_epoch(opened, epoch: int):
    """Wait until the film shows an epoch."""
    expect(opened.page.locator(".film")).to_have_attribute("data-epoch", str(epoch))


def hears(opened, words: str):
    """Wait until Python has heard just this."""
    expect(opened.page.get_by_test_id("stMain").get_by_text("heard")).to_have_text(f"heard [{words}]")


def slider(opened):
    """The slider over the epochs."""
    return opened.page.get_by_role("slider", name="epoch", exact=True)


def test_no_wider_than_a_phone_clean_console_own_host_and_accessible(opened, server):
    film = opened(viewport={"width": 390, "height": 844})
    assert film.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") == 390
    film.page.set_viewport_size({"width": 1280, "height": 720})
    film.page.get_by_text("branch").click()
    film.page.get_by_text("The same as a table").click()
    expect(film.page.get_by_role("button", name="first run")).to_be_visible()
    film.assert_clean(server)


def test_sliding_moves_everything_and_python_hears_of_it_once(opened):
    film = opened()
    slider(film).press("Home")
    hears(film, "0")
    expect(film.page.locator(".said")).to_have_text(re.compile("^Before training"))
    weights = film.page.locator(".weights canvas")
    before = weights.evaluate("canvas => canvas.toDataURL()")
    slider(film).evaluate("""(slider) => [1, 2, 3].forEach((epoch) => {
        slider.value = epoch;
        for (const type of ["input", "change"]) slider.dispatchEvent(new Event(type));
    })""")  # within one moment, however busy the machine is
    at_epoch(film, 3)
    expect(film.page.locator(".said")).to_have_text(re.compile(r"^Epoch 3 of 8\. Training loss 0\.\d+"))
    hears(film, "0, 3")
    assert weights.evaluate("canvas => canvas.toDataURL()") != before
    expect(weights).to_have_attribute("aria-label", re.compile("^Weights at epoch 3: U up to"))


def test_space_plays_to_the_end_and_stops(opened):
    film = opened()
    slider(film).press("Home")
    hears(film, "0")
    slider(film).press("Space")
    expect(film.page.get_by_role("button", name="pause")).to_be_visible()
    at_epoch(film, 8)
    expect(film.page.get_by_role("button", name="play", exact=True)).to_be_visible()
    hears(film, "0, 8")


def test_the_cursor_on_the_loss_is_dragged(opened):
    film = opened()
    box = film.page.locator(".history canvas").bounding_box()
    x = lambda epoch: box["x"] + 46 + epoch / 8 * (box["width"] - 58)  # noqa: E731
    film.page.mouse.move(x(8), box["y"] + 60)
    film.page.mouse.down()
    film.page.mouse.move(x(5), box["y"] + 60)
    at_epoch(film, 5)
    hears(film, "")
    film.page.mouse.up()
    hears(film, "5")


def test_a_prediction_is_read_and_opened_with_the_keyboard(opened):
    film = opened()
    prediction = film.page.get_by_role("slider", name="prediction to read")
    prediction.press("ArrowLeft")
    words = re.compile(r"^59, test part: actual [−\d.]+, predicted [−\d.]+$")
    expect(film.page.locator(".prediction .tip")).to_have_text(words)
    prediction.press("Enter")
    hears(film, "{'sample': 58, 'epoch': 8, 'run': 0}")


def test_a_finger_reads_a_prediction_before_it_opens_it(opened):
    film = opened(has_touch=True, viewport={"width": 390, "height": 844})
    prediction = film.page.locator(".prediction canvas").first
    prediction.tap()
    expect(film.page.locator(".prediction .tip")).to_have_text(re.compile("training part: actual"))
    hears(film, "")
    prediction.tap()
    expect(film.page.get_by_text(re.compile(r"^heard \[\{'sample': \d+, 'epoch': 8, 'run': 0\}\]$"))).to_be_visible()


def test_another_run_keeps_the_node_and_stays_at_the_last_epoch(opened):
    film = opened()
    film.page.locator(".film").evaluate("node => { node.tagged = true }")
    film.page.get_by_text("longer").click()
    at_epoch(film, 12)
    slider(film).press("Home")
    hears(film, "0")
    film.page.get_by_text("longer").click()
    expect(film.page.locator(".film")).to_have_attribute("data-drawn", "3")
    at_epoch(film, 0)
    assert film.page.locator(".film").evaluate("node => node.tagged")


def test_python_moves_the_film_and_the_reader_moves_on(opened):
    film = opened()
    slider(film).press("Home")
    hears(film, "0")
    slider(film).press("End")
    hears(film, "0, 8")
    film.page.get_by_role("button", name="to epoch 2").click()
    at_epoch(film, 2)
    slider(film).press("End")
    hears(film, "0, 8, 8")
    at_epoch(film, 8)


def test_the_inside_of_a_branch_is_there_from_where_it_left(opened):
    film = opened()
    film.page.get_by_text("branch").click()
    film.page.get_by_role("button", name="branch").click()
    expect(film.page.get_by_role("button", name="branch")).to_have_attribute("aria-pressed", "true")
    slider(film).press("Home")
    expect(film.page.locator(".said")).to_have_text(re.compile("The branch leaves at epoch 3"))
    slider(film).press("End")
    expect(film.page.locator(".said")).to_have_text(re.compile("The branch ended at epoch 7"))
    assert film.errors == []


def test_maps_and_curves_are_read_with_the_keyboard(opened):
    film = opened()
    weights, words = film.page.locator(".weights canvas"), film.page.locator(".weights .tip")
    weights.press("ArrowRight")
    expect(words).to_have_text(re.compile(r"^U, earlier unit 0 → unit 0, epoch 8: [−\d.]+$"))
    weights.press("ArrowRight")
    weights.press("ArrowDown")
    expect(words).to_have_text(re.compile(r"^U, earlier unit 1 → unit 1, epoch 8"))
    weights.press("PageDown")
    expect(words).to_have_text(re.compile(r"^V, unit"))
    expect(weights).to_have_attribute("aria-valuetext", words.text_content())
    states = film.page.locator(".states canvas")
    states.press("End")
    expect(film.page.locator(".states .tip")).to_have_text(re.compile(r"^h after step 6, unit 0"))
    gradients = film.page.locator(".gradients canvas")
    gradients.press("ArrowRight")
    gradients.press("ArrowRight")
    expect(film.page.locator(".gradients .tip")).to_have_text(re.compile(r"^epoch 8: ‖∂y/∂h‖ at step 2 is [−\d.]+$"))
    slider(film).press("Home")
    expect(film.page.locator(".said")).to_have_text(re.compile("^Before training"))
    assert film.errors == []
