"""The reader's own table on the page: its card, what can be read otherwise, and what is refused."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from rnnviz.chapters.forecasters.view import LINK
from rnnviz.store import save_run
from rnnviz.training.kernels import ready
from tests.support.pages import labelled, table, warnings
from tests.support.pages import opened as opened_chapter

MONTHS = [f"01.{at % 12 + 1:02}.{2015 + at // 12}" for at in range(60)]
TABLE = "Report;;\nMonat;Umsatz;Kunden\n" + "\n".join(
    f"{month};{1000 + 7 * (at * at % 23)},50 €;{'x' if at == 30 else at * 5 % 17}" for at, month in enumerate(MONTHS)
)


@pytest.fixture(autouse=True, scope="module")
def kernels():
    assert ready.wait(300)


def opened(**query):
    """The chapter, all of it near the screen."""
    return opened_chapter("forecasters", **query)


def shown_metrics(app) -> tuple[str, ...]:
    """The errors that the page shows."""
    return tuple(each.value for each in app.metric)


def bring(app, data, name="table.csv"):
    """Upload a file."""
    data = data if isinstance(data, bytes) else data.encode()
    number = app.session_state["forecasters_attempts"] if "forecasters_attempts" in app.session_state else 0
    app.file_uploader(key=f"forecasters_own_file_{number}").set_value((name, data, "text/csv")).run()
    app.run()
    assert not app.exception
    return app


def series(app):
    """The series that is shown."""
    return app.session_state["forecasters_shown"].series


def captions(app):
    """All captions of the page, as they are read."""
    return " ".join(each.value for each in app.caption).replace("\\", "")


def test_the_card_tells_how_a_table_was_read():
    app = bring(opened(preset="own"), TABLE)
    said = captions(app)
    for words in (
        "“Umsatz” was taken as the values, by its name; “Kunden” could be as well.",
        "The sign “€” in column “Umsatz” was left out",
        "The decimal mark of column “Umsatz” is a comma.",
        "“Monat”, written as day.month.year.",
        "One row a month, so 12 steps are a year.",
        "No value is missing.",
        "Row 1, “Report”, is not part of the table and was left out.",
    ):
        assert words in said, words
    label = next(each.label for each in app.expander if "table" in each.label).replace("\\", "")
    assert label.startswith("table.csv, “Umsatz”: 60 values, 2015-01-01 to 2019-12-01 · none missing")
    assert series(app).values[1] == 1007.5


def test_the_card_has_the_first_rows_beside_the_file():
    app = bring(opened(preset="own"), TABLE)
    first = app.session_state["forecasters_own_data"].reading.first
    assert first[1] == (4, "01.02.2015;1007,50 €;5", "2015-02-01", 1007.5, ()) and len(first) == 5


def test_the_card_stays_folded_until_another_file_comes():
    app = bring(opened(preset="own"), TABLE)
    assert "**Values**" in captions(app)
    app.session_state["forecasters_own_card_unfolded"] = False
    app.run()
    assert "**Values**" not in captions(app)
    labelled(app.number_input, "Window").set_value(5.0).run()
    app.run()
    assert "**Values**" not in captions(app) and app.session_state["forecasters_view"].window == 5
    bring(app, promoted())
    assert "**Values**" in captions(app)


def test_every_part_of_the_card_reads_the_same_file_again():
    app = bring(opened(preset="own"), TABLE)
    app.text_input(key="forecasters_own_marks").set_value("x; -9").run()
    app.selectbox(key="forecasters_own_column").set_value("Kunden").run()
    app.run()
    assert series(app).title == "Kunden" and series(app).imputed == (30,) and "missing as you chose" in captions(app)
    app.selectbox(key="forecasters_own_order").set_value("month first").run()
    app.run()
    assert series(app).dates[1] == "2015-01-02" and "dates are missing, after 2015-01-12" in captions(app)
    app.selectbox(key="forecasters_own_dates").set_value(None).run()
    app.run()
    assert series(app).dates is None and "the values are counted" in captions(app)
    app.number_input(key="forecasters_own_steps_of_season").set_value(6.0).run()
    assert app.session_state["forecasters_view"].season == 6


def test_another_decimal_mark_is_taken_or_refused_with_the_cell_that_does_not_fit():
    rows = "\n".join(f"2024-{at % 12 + 1:02}-{at // 12 + 1:02};{at % 7 + 1}.{100 + 7 * at};{at}.5x" for at in range(40))
    app = bring(opened(preset="own"), "day;v;w\n" + rows)
    app.button(key="forecasters_own_reading_0").click().run()
    app.run()
    assert series(app).values[0] == 1.1
    app.selectbox(key="forecasters_own_mark").set_value("comma").run()
    app.run()
    assert series(app).values[0] == 1100 and "as you chose" in captions(app)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("a,b\n1,2\n3,4\nx,5\n" + "6,7\n" * 30, "Row 4, column “a”"),
        (b"PK\x03\x04nonsense", "was not taken"),
        ("\n".join(["7"] * 40), "divide by zero"),
        ("day;v\n2024-01-01;1\n2024-01-01;2\n2024-02-01;3", "twice, in rows 2 and 3"),
        (b"x" * 12_000_001, "12.0 MB; at most 12 MB"),
    ],
)
def test_a_refused_file_leaves_everything_as_it_was(data, said):
    app = bring(opened(preset="own"), TABLE)
    own, view, metrics = (app.session_state[f"forecasters_{name}"] for name in ("own_data", "view", "shown"))
    values = {each.key: each.value for each in [*app.selectbox, *app.text_input, *app.number_input]}
    before = captions(app), shown_metrics(app)
    bring(app, data, "bad.csv")
    assert said in warnings(app) and "“bad.csv”" in warnings(app) and "Everything is as it was." in warnings(app)
    assert app.session_state["forecasters_own_data"] is own and app.session_state["forecasters_view"] is view
    assert {each.key: each.value for each in [*app.selectbox, *app.text_input, *app.number_input]} == values
    assert (captions(app), shown_metrics(app)) == before and app.session_state["forecasters_shown"] is metrics


def test_a_refused_choice_leaves_the_boxes_as_they_were():
    app = bring(opened(preset="own"), TABLE)
    app.selectbox(key="forecasters_own_column").set_value("Kunden").run()
    app.run()
    assert "“x” is not a number" in warnings(app)
    assert labelled(app.selectbox, "The values").value == "Umsatz" and series(app).title == "Umsatz"


ASKED = "day;v\n" + "\n".join(f"01/{at:02}/2024;{at % 4}.5" for at in range(1, 13))


def test_a_question_left_open_gives_back_what_was_before():
    app = bring(opened(preset="own"), TABLE)
    own = app.session_state["forecasters_own_data"]
    bring(app, ASKED)
    assert app.session_state["forecasters_own_data"].question and series(app).title == "Umsatz"
    bring(app, "nothing", "bad.csv")
    assert app.session_state["forecasters_own_data"].question, "a refused file leaves the question too"
    app.button(key="forecasters_own_give_up").click().run()
    app.run()
    assert app.session_state["forecasters_own_data"] is own and "“Umsatz”" in captions(app)


def test_own_data_begin_anew_with_each_file():
    app = bring(opened(preset="own"), "x\n" + "\n".join(str(at * 7 % 11) for at in range(12)))
    assert app.session_state["forecasters_view"].batch < 16
    app.number_input(key="forecasters_own_steps_of_season").set_value(3.0).run()
    app.text_input(key="forecasters_own_marks").set_value("77").run()
    bring(app, TABLE)
    view, own = (app.session_state[f"forecasters_{name}"] for name in ("view", "own_data"))
    assert (view.batch, view.season, own.choice.marks, own.choice.answers) == (16, 0, (), {})
    assert LINK.read(LINK.write(view))[0].own.values.tolist() == view.own.values.tolist()


def regular(first, step, count=30):
    """A table whose dates are even, with one value missing."""
    return "t;v\n" + "\n".join(
        f"{(first + at * step).isoformat(' ')};{'' if at == 11 else at * 7 % 24}" for at in range(count)
    )


LINKED = {
    "months": TABLE,
    "days": regular(datetime(2024, 2, 20), timedelta(days=1)),
    "half hours": regular(datetime(2024, 2, 20), timedelta(minutes=30), 200),
    "weeks": regular(datetime(2024, 2, 20), timedelta(days=7)),
    "working days": "t;v\n" + "\n".join(
        f"{date(2024, 1, 1) + timedelta(days=at)};{at * 7 % 24}" for at in range(60) if at % 7 < 5
    ),
    "ends of months": "t;v\n" + "\n".join(
        f"{date(2020 + at // 12, at % 12 + 1, 1) - timedelta(days=1)};{at * 7 % 24}" for at in range(40)
    ),
    "years": "t;v\n" + "\n".join(f"{1950 + at};{at * 7 % 24}" for at in range(40)),
    "quarters": "t;v\n" + "\n".join(f"{1990 + at // 4}Q{at % 4 + 1};{at * 7 % 24}" for at in range(40)),
}  # fmt: skip


@pytest.mark.parametrize("name", LINKED)
def test_the_link_of_own_data_opens_the_same_verdict_elsewhere(name):
    mine = bring(opened(preset="own", epochs="5"), LINKED[name])
    view = mine.session_state["forecasters_view"]
    other = opened(**LINK.write(view))
    one, two = series(mine), series(other)
    assert two.dates == one.dates is not None and two.season == one.season and two.imputed == one.imputed
    assert shown_metrics(other) == shown_metrics(mine) and verdict(other) == verdict(mine)
    assert "The link carries your series: its values" in captions(mine) and "their dates" in captions(mine)


def verdict(app):
    """What is said of who wins."""
    return app.header[0].value


def test_dates_without_a_row_are_missing_values_or_no_gap_as_the_reader_chooses():
    rows = "\n".join(f"2024-01-{day:02};{day * 7 % 24}" for day in range(1, 32) if day not in (4, 20))
    app = bring(opened(preset="own"), "t;v\n" + rows)
    assert series(app).imputed == (3, 19) and len(series(app)) == 31
    assert "2 dates have no row: 2024-01-04 and 2024-01-20. The last value before" in captions(app)
    own = LINK.read(LINK.write(app.session_state["forecasters_view"]))[0].own
    assert own.dates == series(app).dates and own.imputed == (3, 19)
    app.selectbox(key="forecasters_own_gaps").set_value("joined").run()
    app.run()
    assert series(app).imputed == () and len(series(app)) == 29
    assert "the series goes on as if there were no gaps" in captions(app)
    own = LINK.read(LINK.write(app.session_state["forecasters_view"]))[0].own
    assert own.dates is None and own.season == 7
    assert "not the dates, which are not evenly spaced" in captions(app)


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("1,2,3~2024-01,1moon,12", "a first date and a step as 1month are"),
        ("1,2,3~2024-13,1month,12", "dates that there are not"),
        ("1,2,3~9999-12,1month,12", "dates that there are not"),
        ("1,2,3~2024-01-30,1month,12", "dates that there are not"),
        ("1,2,3~0", "a whole number from 1 to 20000"),
        ("1,2,3~~3", "a whole number from 1 to 2"),
        ("1,2,3~~2,1", "must rise"),
        ("1,2,3~a~b~c", "own in the link was ignored"),
    ],
)
def test_a_series_in_a_link_that_cannot_be_is_named(own, said):
    view, ignored = LINK.read({"preset": "own", "own": own})
    assert view.own is None and said in " ".join(ignored)


def test_links_of_before_open_as_they_did():
    own = LINK.read({"preset": "own", "own": ",".join(map(str, range(60))), "window": "3"})[0].own
    assert own.dates is None and own.season == 1 and own.imputed == () and len(own) == 60


def promoted(count=120, ahead=6):
    """Sales that a promotion lifts, weather, an hour of a shop, a name; rows ahead have the promotion alone."""
    rows = ["date,sales,promotion,weather,open,seller,late"]
    for at in range(count + ahead):
        promotion, weather = int(at * at % 7 == 2), (at * 31 % 17) / 2
        sales = f"{100 + 30 * promotion + 2 * (at % 7) + weather:g}" if at < count else ""
        weather = "" if at in (40, 41) or at >= count else f"{weather:g}"
        day, late = date(2024, 1, 1) + timedelta(days=at), at * 7 % 5 if at > 3 else ""
        rows.append(f"{day},{sales},{promotion},{weather},{int(at > 110)},Ann,{late}")
    return "\n".join(rows)


def add(app, name, answer=None):
    """Choose a further column, and answer whether it is known ahead."""
    box = labelled(app.multiselect, "Read beside")
    box.set_value([*box.value, name]).run()
    app.run()
    if answer is not None:
        assert "is its value of the step that is forecast known" in asked(app)
        app.button(key=f"forecasters_own_reading_{['known', 'measured'].index(answer)}").click().run()
        app.run()
    assert not app.exception
    return app


def asked(app):
    """The question of the card, as it is read."""
    return " ".join(each.value for each in app.markdown).replace("\\", "")


def test_the_page_asks_whether_a_further_column_is_known_ahead_and_everything_reads_it():
    app = bring(opened(preset="own", epochs="5", seeds="1"), promoted())
    assert shown_features(app) == 1 and "without “" not in captions(app)
    add(app, "promotion")
    assert shown_features(app) == 1 and "Until then the page shows the series before." in captions(app)
    app.button(key="forecasters_own_reading_0").click().run()
    app.run()
    add(app, "weather", "measured")
    assert shown_features(app) == 3
    said = captions(app).replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        "“promotion”, known ahead: its value of the step that is forecast is read with the window. After the last "
        "value it is known for 6 steps more.",
        "“weather”, not known ahead: it is read as far as the values are. 2 values of it are missing, and the last "
        "before stands in for each.",
        "Beside each value the network reads “promotion” of the next step, known ahead and “weather” of the same step, "
        "not known ahead; each is scaled by its training part alone.",
        "The rules read the series alone, without “promotion” and “weather”.",
        "“promotion” is known ahead, but your data have it for 6 of the 24 steps: its last value, 0, is held after "
        "them.",
        "“weather” is not known ahead: given the network's own outputs, its last value before the forecast is held.",
        "Scaled, as the network reads it. Each row has “promotion” of the next step.",
    ):
        assert words in said, words
    read = table(app, "what was read")
    assert list(read) == ["step", "sales", "promotion", "weather"] and len(read["step"]) == 12
    app.selectbox(key="forecasters_own_known_0").set_value("measured").run()
    app.run()
    assert not any(each.known_ahead for each in series(app).covariates)
    app.selectbox(key="forecasters_own_column").set_value("weather").run()
    app.run()
    assert labelled(app.multiselect, "Read beside").value == ["promotion"] and shown_features(app) == 2


def shown_features(app):
    """How many numbers the network that is shown reads at every timestep."""
    return app.session_state["forecasters_shown"].run.model.features


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("seller", "“Ann” is not a number"),
        ("open", "All 66 values of “open” in the training part are 0, so that nothing can be learned from it"),
    ],
)
def test_a_column_that_cannot_be_read_beside_is_refused_and_everything_stays(name, said):
    app = bring(opened(preset="own", epochs="2", seeds="1", validation="0.25"), promoted())
    before = app.session_state["forecasters_own_data"]
    add(app, name)
    if name == "open":
        app.button(key="forecasters_own_reading_0").click().run()
        app.run()
    assert said in warnings(app) and "Everything is as it was." in warnings(app)
    assert series(app) is before.reading.series and shown_features(app) == 1
    if name == "open":
        app.button(key="forecasters_own_give_up").click().run()
        app.run()
    assert app.session_state["forecasters_own_data"] is before


def test_steps_before_a_column_begins_are_left_out_and_said():
    app = add(bring(opened(preset="own", epochs="2", seeds="1"), promoted()), "late", "measured")
    assert len(series(app)) == 116 and "The 4 steps before have no “late” and were left out." in captions(app)


def test_the_link_carries_what_is_read_beside_the_values():
    mine = bring(opened(preset="own", epochs="5", seeds="1"), promoted())
    add(add(mine, "promotion", "known"), "weather", "measured")
    other = opened(**LINK.write(mine.session_state["forecasters_view"]))
    for ours, theirs in zip(series(other).covariates, series(mine).covariates, strict=True):
        assert ours.known_ahead == theirs.known_ahead and ours.values.tolist() == theirs.values.tolist()
    assert [each.name for each in series(other).covariates] == ["column 2", "column 3"]
    assert shown_metrics(other) == shown_metrics(mine) and verdict(other) == verdict(mine)
    said = captions(opened_part(mine, "take"))
    assert "what is read beside them" in said and "Names stay here." in said


def opened_part(app, part):
    """The same view with another part open."""
    return opened(**LINK.write(replace(app.session_state["forecasters_view"], part=part)))


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("ahead", "ahead:"),
        ("always:1,2,3", "a further column begins with ahead: or behind:"),
        ("ahead:1,2", "must have a value for each of the 3 steps"),
        ("ahead:1,2,3|" * 3 + "ahead:1,2,3", "at most 3 further columns"),
        ("behind:1,2,x", "own in the link was ignored"),
        ("behind:1,2,1e99", "own in the link was ignored"),
    ],
)
def test_columns_in_a_link_that_cannot_be_are_named(columns, said):
    view, ignored = LINK.read({"preset": "own", "own": f"1,2,3~~~{columns}"})
    assert view.own is None and said in " ".join(ignored)


def test_a_saved_run_with_columns_comes_back():
    mine = bring(opened(preset="own", epochs="5", seeds="1"), promoted())
    add(add(mine, "promotion", "known"), "weather", "measured")
    what = mine.session_state["forecasters_shown"]
    app = opened()
    file = ("run.npz", save_run(what.series, what.run), "application/octet-stream")
    app.file_uploader(key="forecasters_run_file").set_value(file).run()
    app.run()
    assert not app.warning and not app.exception and shown_features(app) == 3
    assert [each.name for each in series(app).covariates] == ["promotion", "weather"]
    back = app.session_state["forecasters_shown"].run
    assert back.forecast().tolist() == what.run.forecast().tolist()


def test_the_card_offers_the_calendar_of_dates_and_it_begins_anew_with_each_file():
    hours = regular(datetime(2024, 2, 20), timedelta(hours=1), 400)
    app = bring(opened(preset="own", epochs="2", seeds="1"), hours)
    box = labelled(app.selectbox, "Calendar")
    assert box.value == 0 and box.options == ["none", "time of day", "time of the week"]
    box.set_value(168).run()
    app.run()
    assert app.session_state["forecasters_view"].calendar == 168 and shown_features(app) == 3
    assert "in a period of 168 steps" in captions(app)
    labelled(app.number_input, "Calendar, steps of its period").set_value(12.0).run()
    app.run()
    assert labelled(app.selectbox, "Calendar").options[0] == "12 steps"
    bring(app, TABLE)
    box = labelled(app.selectbox, "Calendar")
    assert box.value == 0 and box.options == ["none", "month"] and shown_features(app) == 1
    bring(app, "v\n" + "\n".join(str(at * 7 % 24) for at in range(60)))
    assert "Calendar" not in [each.label for each in app.selectbox]
