"""The chapter on the page, as a reader uses it."""

from types import SimpleNamespace

import pytest

from rnnviz.chapters.digits import page as chapter
from rnnviz.chapters.digits.page import drawing
from rnnviz.chapters.digits.presets import INKS
from tests.images.test_files import PNG, SEVEN
from tests.store.test_mnist import packed
from tests.support.pages import component, given, labelled, opened, warnings


def page(**query):
    return opened("digits", **query)


def said(app) -> str:
    """All sentences of the page."""
    return " ".join(each.value.replace("\\", "") for each in (*app.markdown, *app.caption))


def lines(app) -> list[dict]:
    """The picture, line by line."""
    return component(app, "scan")["drawn"]["lines"]


def press(app, label: str):
    """Click a button of the page."""
    next(each for each in app.button if each.label == label).click().run()
    return app.run()


def test_it_opens_reading_a_digit_with_the_row_that_changed_its_mind_marked_and_opened():
    app = page()
    turned = [each["step"] for each in lines(app) if each["turn"]]
    assert len(lines(app)) == 8 and len(turned) == 1
    assert component(app, "scan")["chosen"]["step"] == turned[0] and component(app, "panel")["trail"]
    assert "changes its mind for good at" in said(app) and "most frequent digit" in said(app)
    shown = component(app, "pad")
    assert shown["ink"] == "" and len(shown["answers"]) == len(shown["beside"]) == 10
    assert "trained on its answer after the last step alone" in said(app)


def test_a_drawing_of_a_link_is_on_the_field_and_is_read():
    app = page(ink=INKS["seven"], preset="tutorial")
    shown = component(app, "pad")
    assert shown["ink"] == INKS["seven"] and shown["best"] == 7 and shown["reads"]["side"] == 28
    assert len(lines(app)) == 28
    labelled(app.toggle, "centred").set_value(False).run()
    app.run()
    assert app.query_params["centred"] == "0" and "scaled, 28×28" in component(app, "pad")["reads"]["title"]


def test_another_digit_and_another_order():
    app = press(page(), "another held-out digit")
    assert app.query_params["digit"] == "1"
    app = page(reading="columns", kept="1")
    assert "it has never met such a sequence" in warnings(app)
    app = page(reading="random_pixels", preset="gru")
    assert len(lines(app)) == 64 and len(lines(app)[0]["pixels"]) == 1


def test_an_order_that_a_network_cannot_read_is_refused_and_the_view_stays():
    app = page(preset="tutorial")
    labelled(app.selectbox, "Reads").set_value("random_pixels").run()
    assert "28 pixels at a step" in warnings(app)
    app.run()
    assert len(lines(app)) == 28


def test_the_step_is_predicted_before_anything_is_shown():
    app = page(predict="1")
    assert all(share is None for each in lines(app) for share in each["chances"])
    assert component(app, "scan")["chosen"]["step"] == -1 and not any(each["turn"] for each in lines(app))
    assert component(app, "pad")["answers"] == [] and not given(app, "panel")
    assert "changes its mind for good at" not in said(app)
    assert not given(page(predict="1", part="wrong"), "gallery")
    assert "The link keeps the number hidden" in said(page(predict="1", part="take"))


def test_seeds_and_orders_are_compared_beside_logistic_regression():
    app = page(part="compared")
    text = said(app)
    assert "median of five seeds" in " ".join(each["drawing"]["alt"] for each in given(app, "plot"))
    assert "Of the 25 pairs" in text and "near each other" in text


def test_the_digits_that_are_wrong_are_shown_and_a_cell_shows_its_own():
    app = page(part="wrong")
    wrong = component(app, "gallery")["drawn"]["pictures"]
    assert wrong and all(each["title"][0] != each["title"][4] and len(each["line"]) == 8 for each in wrong)
    first = wrong[0]["title"]
    app = page(part="wrong", cell=first[0] + first[4])
    shown = component(app, "gallery")["drawn"]["pictures"]
    assert all(each["title"][:5] == first[:5] for each in shown) and "wrongly called" in said(app)
    app = page(part="wrong", preset="tutorial")
    assert not given(app, "gallery") and any("Fetch MNIST" in each.label for each in app.button)


def test_dropout_is_shown_where_there_is_one():
    assert "sets that share of what it receives to 0" in said(page(preset="small_deep"))
    assert "sets that share" not in said(page())


def test_a_training_says_how_long_it_will_take_or_why_it_cannot_be():
    app = page(part="train")
    assert any(each.label.startswith("Train it with Keras (about") for each in app.button)
    app = page(part="train", task="deep", epochs="40")
    assert "fetch it, or give the file" in " ".join(each.value for each in app.info)


def bring(app, data: bytes, monkeypatch):
    """Have the button that fetches MNIST give these bytes."""
    monkeypatch.setattr("rnnviz.chapters.digits.page.mnist_file.fetch", lambda remote: data)
    app.run()
    label = next(each.label for each in app.button if each.label.startswith("Fetch MNIST"))
    return press(app, label)


def test_a_file_is_taken_or_refused_and_what_was_there_stays(monkeypatch):
    app = bring(page(part="train", task="tutorial"), packed(), monkeypatch)
    assert "120 digits to learn from, 30 held out" in said(app)
    assert any(each.label.startswith("Train it") for each in app.button)
    app = bring(app, packed()[:500], monkeypatch)
    assert "The file was not taken" in warnings(app) and "damaged" in warnings(app)
    assert "120 digits to learn from" in said(app) and len(lines(app)) == 8


@pytest.fixture
def event(monkeypatch):
    """Events of the field and of a file, taken as a callback takes them."""
    told = {}
    monkeypatch.setattr(drawing, "st", SimpleNamespace(session_state=told))
    changes, refused = [], []
    monkeypatch.setattr(chapter.PAGE, "change", lambda make, acting=None: changes.append(make))
    monkeypatch.setattr(type(chapter.PAGE), "drawn", {})
    monkeypatch.setattr(chapter.PAGE, "refuse", lambda sentence, acting=None: refused.append(sentence))
    return told, changes, refused


@pytest.mark.parametrize("drawn", [None, [], [1, "x" * 2000], [3], [None, "x"], ["x", "x"], "text", {"a": 1}])
def test_what_is_no_drawing_changes_nothing(event, drawn):
    told, changes, refused = event
    told["digits_pad"] = SimpleNamespace(drawn=drawn, draft=drawn)
    drawing.drafted()
    drawing.finished()
    assert not changes and not refused and "digits_draft_of_ink" not in told


def test_a_blank_field_is_told_of_and_a_drawing_is_taken(event):
    told, changes, refused = event
    told["digits_pad"] = SimpleNamespace(drawn=[2, ""], draft=[1, INKS["three"]])
    drawing.drafted()
    assert told["digits_draft_of_ink"] == (1, INKS["three"])
    drawing.finished()
    assert refused == ["Nothing is drawn: draw a digit. The last picture stays."] and not changes
    told["digits_pad"].drawn = [3, INKS["seven"]]
    drawing.finished()
    assert len(changes) == 1 and told["digits_draft_of_ink"] == (3, None)


def test_an_image_file_is_taken_or_refused(event):
    told, changes, refused = event
    told["file"] = SimpleNamespace(getvalue=lambda: PNG)
    drawing.took_image("file")
    assert len(changes) == 1 and SEVEN.any()
    told["file"] = SimpleNamespace(getvalue=lambda: PNG[:100])
    drawing.took_image("file")
    assert len(refused) == 1 and refused[0].startswith("The image was not taken.")


def test_the_badge_asks_keras_about_the_picture():
    app = page(part="take")
    assert any(each.label == "Check with Keras" for each in app.button)
    assert not given(app, "table")
