"""The chapter of taggers, in a browser."""

import re

from playwright.sync_api import expect

PATH = "tagging"


def test_a_word_and_a_sentence_of_the_readers_own(visit):
    opened = visit()
    page = opened.page
    page.get_by_role("button", name="show: NN").click()
    page.wait_for_url("**/tagging?at=1")
    opened.settle()
    expect(page.get_by_text("Is “show”, word 2")).to_be_visible()
    field = page.get_by_role("textbox", name="The sentence")
    field.fill("A goblin saw her.")
    field.press("Enter")
    page.wait_for_url("**sentence=A+goblin*")
    opened.settle()
    expect(page.get_by_role("button", name="goblin: ")).to_have_accessible_name(re.compile("the word is unknown"))
    page.get_by_role("radio", name="Bidirectional").nth(1).click()
    page.wait_for_url("**preset=document_both*")
    opened.settle()
    expect(page.get_by_role("button", name="goblin: ")).to_be_visible()


def test_a_bar_opens_the_probability_of_its_tag(visit):
    opened = visit()
    page = opened.page
    opened.see_all()
    opened.all_drawn()
    page.locator(".rnnviz-plot .barlayer .point").nth(1).click(force=True)
    page.wait_for_url("**tag=*")
    opened.settle()
    expect(page.get_by_text("Is “opened”, word 3, VBD")).to_be_visible()
