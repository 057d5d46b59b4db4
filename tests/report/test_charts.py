"""Charts drawn by hand: where each bar begins and ends, and what stands where there is none."""

from __future__ import annotations

from lxml import etree

from nwd_costs.disclosure import Cell
from nwd_costs.disclosure.published import WITHHELD
from nwd_costs.reporting import charts
from nwd_costs.reporting.charts import LESS, TOTAL, Bar
from nwd_costs.reporting.figures import most_in_words, spread_in_words
from report.made import all_of, text_of


def bars(drawing: str) -> list[tuple[str, str]]:
    """Give where each bar begins and how wide it is."""
    boxes = all_of(etree.fromstring(drawing), "/svg/rect")
    return [(str(box.get("x")), str(box.get("width"))) for box in boxes]


def test_a_waterfall_goes_down_from_a_total_and_joins_its_bars() -> None:
    drawing = charts.rows(
        [
            Bar("paid", "£200", 0, 200),
            Bar("less", "-£50", 200, 150, LESS),
            Bar("not made", "none made", None, None, LESS),
            Bar("left", "£150", 0, 150),
        ],
        key="a",
        title="A title",
        joined=True,
    )
    assert bars(drawing) == [("0.00%", "100.00%"), ("75.00%", "25.00%"), ("0.00%", "75.00%")]
    links = all_of(etree.fromstring(drawing), "/svg/line[@stroke-dasharray]")
    assert [link.get("x1") for link in links] == ["100.00%", "75.00%"]
    told = text_of(etree.fromstring(drawing))
    assert "paid: £200; less: -£50; not made: none made; left: £150." in told


def test_every_bar_begins_at_nothing_whatever_its_sign() -> None:
    drawing = charts.rows(
        [Bar("up", "£300", 0, 300), Bar("down", "-£100", 0, -100)], key="a", title=""
    )
    assert bars(drawing) == [("25.00%", "75.00%"), ("0.00%", "25.00%")]
    baselines = all_of(etree.fromstring(drawing), "/svg/line[@stroke-width='1.5']")
    assert {line.get("x1") for line in baselines} == {"25.00%"}


def test_what_is_nothing_or_next_to_it_still_shows() -> None:
    drawing = charts.rows(
        [Bar("all", "£1,000,000", 0, 1_000_000), Bar("one", "£1", 0, 1), Bar("none", "£0", 0, 0)],
        key="a",
        title="",
    )
    assert [width for _, width in bars(drawing)] == ["100.00%", "0.30%", "0.30%"]
    assert bars(charts.rows([Bar("none", "£0", 0, 0)], key="a", title="")) == [("0.00%", "0.30%")]


def test_columns_stand_on_one_line_and_hang_from_it() -> None:
    drawing = charts.columns(
        [
            Bar("Q1", "£30", 0, 30, TOTAL, "Apr to Jun"),
            Bar("Q2", "-£10", 0, -10, TOTAL, "Jul to Sep"),
            Bar("Q3", "withheld", None, None),
        ],
        key="q",
        title="",
    )
    boxes = all_of(etree.fromstring(drawing), "/svg/rect")
    edges = [(float(b.get("y", "")), float(b.get("height", ""))) for b in boxes]
    (up_top, up_tall), (down_top, down_tall) = edges
    assert up_top + up_tall == down_top
    assert round(up_tall / down_tall, 2) == 3
    assert len(boxes) == 2
    assert "Q1, Apr to Jun: £30; Q2, Jul to Sep: -£10; Q3: withheld." in drawing


def test_a_bar_is_told_from_others_without_colour() -> None:
    patterns = [charts.PATTERNS[kind] for kind in charts.FILLS]
    assert len(set(patterns)) == len(patterns)


def test_whatever_a_label_holds_is_escaped() -> None:
    hostile = "<b>&\"'</b>"
    for draw in (charts.rows, charts.columns):
        drawing = draw([Bar(hostile, hostile, 0, 1, TOTAL, hostile)], key="a", title=hostile)
        assert "<b>" not in drawing
        assert hostile in text_of(etree.fromstring(drawing))


def test_an_id_breaks_at_its_slash_where_it_is_too_long() -> None:
    drawing = charts.rows(
        [Bar("step-down-52-weeks/birmingham-2014.1", "", 0, 1)], key="a", title=""
    )
    lines = [text_of(line) for line in all_of(etree.fromstring(drawing), "/svg/text")]
    assert lines[:2] == ["step-down-52-weeks/", "birmingham-2014.1"]


def money(pence: int) -> Cell:
    return Cell(f"£{pence}", pence, "rounded")


def test_titles_say_what_is_found() -> None:
    low, high = money(10), money(30)
    assert most_in_words([("Q1", low), ("Q2", high)]) == "The most was avoided in Q2: £30"
    both = "The most was avoided in Q1 and Q3: £30"
    assert most_in_words([("Q1", high), ("Q2", low), ("Q3", high)]) == both
    same = "The same was avoided in every part of the period: £10"
    assert most_in_words([("Q1", low), ("Q2", low)]) == same
    nothing = "Nothing was avoided in any part of the period"
    assert most_in_words([("Q1", money(0)), ("Q2", WITHHELD)]) == nothing
    spread = "Depending on the method, the figure runs from £10 to £30"
    assert spread_in_words([high, WITHHELD, low]) == spread
    assert spread_in_words([high, WITHHELD]).startswith("There are no two methods")
