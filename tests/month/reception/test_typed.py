from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import KenpanError
from app.month.reception import reading
from app.month.reception.typed import FIELDS, Office, paper_field, paper_fields, read_field, read_transcription
from tests.month.reception.received import read, typed_for
from tests.rows import each_row


@each_row(
    ("text", "day"),
    [
        ("令和8年12月10日", date(2026, 12, 10)),
        ("令和８年１２月１０日", date(2026, 12, 10)),
        ("令和 8 年 12 月 10 日", date(2026, 12, 10)),
        ("R8.12.10", date(2026, 12, 10)),
        ("ｒ８．１２．１０", date(2026, 12, 10)),
        ("㋿8年12月10日", date(2026, 12, 10)),
        ("平成31年04月10日", date(2019, 4, 10)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("2026-12-10", date(2026, 12, 10)),
        ("２０２６／１２／１０", date(2026, 12, 10)),
        ("2026年12月10日", date(2026, 12, 10)),
        ("20261210", date(2026, 12, 10)),
    ],
)
def test_a_day_is_read_however_it_is_written(text, day):
    assert reading.read_day(text) == day


@each_row(
    ("text", "said"),
    [
        ("令和8年2月30日", "ありません"),
        ("平成31年5月1日", "存在しません"),
        ("2026-13-01", "ありません"),
        ("8.12.10", "元号がありません"),
        ("八年十二月", "日付として読めません"),
        ("零和8年12月10日", "元号表にない"),
        ("昭和8年12月10日", "1933年"),
        ("令和99年12月10日", "2117年"),
    ],
)
def test_a_day_that_is_none_says_why(text, said):
    with pytest.raises(KenpanError) as error:
        reading.read_day(text)
    assert error.value.code == "reception.typed"
    assert said in error.value.what
    assert error.value.next_step


@pytest.mark.parametrize(
    ("text", "number"),
    [("12345", 12345), ("１２，３４５枚", 12345), ("0", 0), ("482,091 件", 482091), ("1、234", 1234)],
)
def test_a_count_is_read_with_or_without_its_unit(text, number):
    assert reading.read_number(text) == number


@pytest.mark.parametrize(
    ("text", "said"),
    [("12通", "封筒"), ("12,34", "位置"), ("-3", "数では"), ("123,456,789", "大きすぎ"), ("1.5", "数では")],
)
def test_a_count_that_is_none_says_why(text, said):
    with pytest.raises(KenpanError) as error:
        reading.read_number(text)
    assert said in error.value.what


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("10:30", time(10, 30)),
        ("１０時３０分", time(10, 30)),
        ("午後2時", time(14)),
        ("午前12時05分", time(0, 5)),
        ("午後12時", time(12)),
        ("1830", time(18, 30)),
    ],
)
def test_a_time_is_read_however_it_is_written(text, clock):
    assert reading.read_clock(text) == clock


@pytest.mark.parametrize("text", ["25:00", "10:60", "午後13時", "朝", "10", "10:", "10:5"])
def test_a_time_that_is_none_is_refused(text):
    with pytest.raises(KenpanError):
        reading.read_clock(text)


@pytest.mark.parametrize(
    ("text", "month"),
    [("12月分", (None, 12)), ("１２", (None, 12)), ("令和8年12月分", (2026, 12)), ("2026-12", (2026, 12))],
)
def test_a_month_is_read_with_or_without_its_year(text, month):
    assert reading.read_month(text) == month


@pytest.mark.parametrize("text", ["13月分", "0", "来月", "平成31年5月"])
def test_a_month_that_is_none_is_refused(text):
    with pytest.raises(KenpanError):
        reading.read_month(text)


def test_labels_and_choices_take_full_width_and_words():
    assert reading.read_labels("ｐａｐ０３ａ、PAP03B") == ("PAP03A", "PAP03B")
    assert reading.read_choice("（副）", (("A", "正"), ("B", "副"))) == "B"
    assert reading.read_choice("B", (("A", "正"), ("B", "副"))) == "B"
    for wrong in ("PAP09A", "PAP03", ""):
        with pytest.raises(KenpanError):
            reading.read_labels(wrong)
    with pytest.raises(KenpanError) as error:
        reading.read_choice("両方", (("A", "正"), ("B", "副")))
    assert "正・副" in error.value.next_step


@given(st.text(max_size=40))
def test_no_text_breaks_a_reader(text):
    for one in (*FIELDS, *paper_fields([Office("kounen", "1201", "千葉")])):
        try:
            read_field(one, text)
        except KenpanError as error:
            assert error.code == "reception.typed"


def test_a_transcription_reads_every_field(medium):
    own = read(medium, typed_for(medium))
    assert own.problems == ()
    assert own.day("case.created") == date(2026, 11, 18)
    assert own.month("order.month") == (None, 12)
    assert own.labels("scan.media") == ("PAP03A", "PAP03B")
    assert own.moment("hand").isoformat() == "2026-12-15T10:40:00+09:00"
    first = medium.lines[0]
    assert own.number(paper_field(first.scheme, first.code)) == medium.offices[0].prints


def test_what_is_missing_or_unreadable_is_a_problem_at_its_field(medium):
    texts = typed_for(medium) | {"case.created": "きのう", "hand.brought": "　"}
    own = read(medium, texts)
    assert {one.field for one in own.problems} == {"case.created", "hand.brought"}
    assert {one.place for one in own.problems} == {"ケースラベル　作成年月日", "受渡し　持参した人"}
    assert "case.created" not in own.values
    assert own.shown("case.created") == "きのう"
    assert own.shown("hand.brought") == "（未入力）"


def test_optional_fields_may_be_empty_and_unknown_ones_are_no_fields(medium):
    assert "pair.absent" not in {one.field for one in read(medium, {}).problems}
    with pytest.raises(KeyError):
        read_transcription({"disc.colour": "白"}, medium.lines)


def test_what_cannot_be_seen_is_shown_as_its_code(medium):
    own = read(medium, typed_for(medium) | {"hand.brought": "担当\u202e１"})
    assert own.text("hand.brought") == "担当〔U+202E〕１"


def test_field_ids_are_unique():
    names = [one.id for one in (*FIELDS, *paper_fields([Office("kounen", "1201", "千葉")]))]
    assert len(set(names)) == len(names)


def test_a_day_is_written_back_as_the_agency_writes_it():
    assert reading.day_in_era(date(2019, 5, 1)) == "令和元年5月1日"
    assert reading.day_in_era(date(2019, 4, 30)) == "平成31年4月30日"
    assert reading.day_in_era(date(2026, 12, 10)) == "令和8年12月10日"
