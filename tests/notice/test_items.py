"""The table of printed items: what the specification fixes, and what is switched there without code."""

import csv
from pathlib import Path

import pytest

from app.lists.keys import Destination
from app.notice.content import NoticeContext, build_content, printed_items
from app.notice.flyers import FlyerSettings
from app.notice.items import item_specs, left_out, read_item_specs, spec_of, status_of
from app.notice.model import NoticeContent
from app.notice.offices import OfficeList
from app.notice.postal import own_dictionary
from app.records.layouts import Scheme
from tests.notice.records import Values, detail, opened
from tests.notice.switching import Row, everything_off, everything_on, switched, table

SPECIFICATION = Path(__file__).parents[1] / "data" / "notice_items_specification.csv"
SCHEMES: tuple[Scheme, ...] = ("kounen", "senpo")
TABLE = Path(__file__).parents[2] / "resources" / "notice_items.csv"


@pytest.fixture(scope="module")
def context() -> NoticeContext:
    return NoticeContext("PAP03", "東京都", OfficeList("", "", {}), own_dictionary(), FlyerSettings("1"))


def content_of(
    context: NoticeContext,
    scheme: Scheme = "kounen",
    changes: Values | None = None,
    destination: Destination | None = None,
) -> NoticeContent:
    return build_content(opened(detail(scheme, changes), scheme=scheme), 0, context, destination)


def specification(scheme: Scheme) -> list[Row]:
    layout = str(SCHEMES.index(scheme) + 1)
    with SPECIFICATION.open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["layout"] == layout]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_print_item_of_the_specification_is_covered(scheme: Scheme) -> None:
    specs = read_item_specs(TABLE, scheme)
    printed = [(spec.side, tuple(field.item for field in spec.fields)) for spec in specs]
    for row in specification(scheme):
        wanted = tuple(int(number) for number in row["items"].split(";") if number)
        here = [items for side, items in printed if side == row["side"]]
        one_item_a_line = [(number,) for number in wanted]
        assert wanted in here or all(line in here for line in one_item_a_line), row["label"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_the_specification_leaves_open_is_open_here_too(scheme: Scheme) -> None:
    specs = read_item_specs(TABLE, scheme)
    for row in specification(scheme):
        wanted = tuple(int(number) for number in row["items"].split(";") if number)
        own = [spec for spec in specs if spec.side == row["side"] and tuple(f.item for f in spec.fields) == wanted]
        if "unknown" in row["note"]:
            assert {spec.status for spec in own} == {"unknown"}, row["label"]
        elif "inferred" in row["note"]:
            assert {spec.status for spec in own} == {"inferred"}, row["label"]
        if "amount" in row["print_form"]:
            assert {spec.suffix for spec in own} == {"" if "円 unknown" in row["note"] else "円"}, row["label"]


def test_the_form_code_stands_where_the_specification_has_it() -> None:
    assert "back.form_code" in {spec.id for spec in item_specs("kounen")}
    assert "front.form_code" in {spec.id for spec in item_specs("senpo")}
    assert left_out("kounen") >= {"front.form_code", "front.collector_office_2", "front.addressee.postal"}
    assert left_out("senpo") >= {"back.form_code", "front.addressee.name_2"}


def test_our_own_additions_say_so() -> None:
    for scheme in SCHEMES:
        for side in ("sheet", "front", "back"):
            assert status_of(scheme, f"{side}.piece_id") == "inferred"
        assert status_of(scheme, "front.seal") == "inferred"
        assert status_of(scheme, "front.charge.total") == "specified"
        assert status_of(scheme, "front.charge.pension") == "unknown"


def test_an_amount_has_the_words_of_the_table_after_it_and_asterisks_none(context: NoticeContext) -> None:
    plain = content_of(context)
    assert plain.item("front.charge.health").text == "1,234,567"
    assert plain.item("front.charge.total").text == "¥3,625,923円"
    stars = content_of(context, changes={29: "*****", 34: "*****"})
    assert stars.item("front.charge.health").text == "*****"
    assert stars.item("front.charge.total").text == "*****"
    with switched(lambda row: {"suffix": "円"} if row["id"] == "front.charge.health" else {}):
        assert content_of(context).item("front.charge.health").text == "1,234,567円"
        assert content_of(context).item("front.charge.pension").text == plain.item("front.charge.pension").text
        assert content_of(context, changes={29: "*****"}).item("front.charge.health").text == "*****"
    with switched(lambda row: {"suffix": ""} if row["id"] == "front.charge.total" else {}):
        assert content_of(context).item("front.charge.total").text == "¥3,625,923"


def test_blanks_before_the_words_of_an_office_are_closed_up_or_kept(context: NoticeContext) -> None:
    changes: Values = {74: "見\u3000本\u3000\u3000"}
    assert content_of(context, changes=changes).item("front.collector_office").text == "見\u3000本年金事務所"
    with switched(lambda row: {"blanks": "kept"} if row["id"] == "front.collector_office" else {}):
        kept = content_of(context, changes=changes)
        assert kept.item("front.collector_office").text.startswith("見\u3000本\u3000\u3000")
        assert kept.item("front.collector_office").text.endswith("年金事務所")
        assert (
            kept.item("front.collector_office").sources[0].length
            == spec_of("kounen", "sheet.office_name").fields[0].length
        )
        assert kept.item("sheet.office_name").text == "見\u3000本年金事務所"
        blank = content_of(context, changes={74: "\u3000\u3000"}).item("front.collector_office")
        assert (blank.state, blank.parts) == ("blank", ())


def test_the_second_place_of_the_office_is_the_same_bytes_again(context: NoticeContext) -> None:
    with switched(lambda row: {"printed": "yes"} if row["id"] == "front.collector_office_2" else {}):
        content = content_of(context)
        first, second = content.item("front.collector_office"), content.item("front.collector_office_2")
        assert (first.text, first.sources) == (second.text, second.sources)
        assert {"front.collector_office", "front.collector_office_2"} <= set(printed_items(content)[74])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_notice_half_names_the_establishment_even_when_the_sheet_goes_elsewhere(
    context: NoticeContext, scheme: Scheme
) -> None:
    elsewhere = Destination("見本会計事務所", "260-0013", "千葉県千葉市中央区中央9-8-7")
    names = ("postal", "address_1", "address_2", "address_3", "name_1", "name_2")
    plain = content_of(context, scheme)
    with switched(lambda row: {"printed": "yes"} if row["id"].startswith("front.addressee.") else {}):
        sent = content_of(context, scheme, destination=elsewhere)
    for name in names:
        assert sent.item(f"front.addressee.{name}").text == plain.item(f"sheet.{name}").text
    assert sent.item("sheet.name_1").text == "見本会計事務所"
    assert sent.barcode.postal == "2600013"


def test_what_is_switched_off_is_nowhere(context: NoticeContext) -> None:
    with switched(everything_off):
        content = content_of(context, "senpo")
        assert not any(item.id.startswith("front.receipt.") for item in content.items)
        assert not any(item.id.endswith("form_code") for item in content.items)
        assert set(printed_items(content)).isdisjoint({36, 41, 46, 51})


@pytest.mark.parametrize("scheme", SCHEMES)
def test_everything_can_be_switched_on_at_once(context: NoticeContext, scheme: Scheme) -> None:
    with switched(everything_on):
        assert left_out(scheme) == frozenset()
        ids = {item.id for item in content_of(context, scheme).items}
        assert {"front.form_code", "back.form_code", "front.addressee.postal"} <= ids


def refused(tmp_path: Path, item_id: str, **columns: str) -> str:
    path = tmp_path / "items.csv"
    path.write_bytes(table(lambda row: columns if row["id"] == item_id else {}))
    with pytest.raises((ValueError, KeyError)) as error:
        read_item_specs(path, "kounen")
    return str(error.value)


@pytest.mark.parametrize(
    ("columns", "what"),
    [
        ({"print_form": "curve"}, "print_form"),
        ({"side": "under"}, "side"),
        ({"printed": "perhaps"}, "printed"),
        ({"blanks": "some"}, "blanks"),
        ({"status": "sure"}, "status"),
        ({"printed": "no"}, "what is specified is printed"),
        ({"id": "sheet.postal"}, "twice"),
        ({"items": "999"}, "999"),
    ],
)
def test_a_table_that_the_code_cannot_print_is_refused(tmp_path: Path, columns: dict[str, str], what: str) -> None:
    assert what in refused(tmp_path, "sheet.address_1", **columns)


def test_a_byte_order_mark_of_a_spreadsheet_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_bytes(b"\xef\xbb\xbf" + TABLE.read_bytes())
    assert read_item_specs(path, "senpo") == read_item_specs(TABLE, "senpo")
