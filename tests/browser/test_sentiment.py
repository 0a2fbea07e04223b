"""The chapter that scores sentences, in a browser."""

from playwright.sync_api import expect

PATH = "sentiment"


def test_a_sentence_is_typed_and_a_word_opens_its_score(visit):
    opened = visit()
    page, field = opened.page, opened.page.get_by_label("A sentence", exact=True)
    field.fill("The zeitgeisty film was not bad.")
    field.press("Enter")
    unknown = page.locator(".word.unknown")
    expect(unknown).to_have_count(1)
    opened.settle()
    assert unknown.inner_text().startswith("zeitgeisty")
    unknown.click()
    page.wait_for_url("**at=34*")
    opened.settle()
    shown = page.locator(".panel .result-value").inner_text()
    assert abs(float(shown) - float(unknown.locator(".line").inner_text())) <= 0.005


def test_a_square_of_one_unit_opens_its_sum(visit):
    opened = visit(f"{PATH}?squares=unit&unit=5")
    page = opened.page
    page.locator(".square").nth(5).click()
    page.wait_for_url("**number=*")
    opened.settle()
    square = page.locator(".square").nth(5).get_attribute("title")
    shown = float(page.locator(".panel .result-value").inner_text().replace("−", "-"))
    assert abs(shown - float(square.split(": ")[1])) <= 0.0005
