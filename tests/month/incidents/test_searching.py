"""From one defect to every piece with the same condition: nothing missed, nothing else, and where each piece is."""

from datetime import UTC, date, datetime
from io import BytesIO
from types import MappingProxyType

import numpy as np
import openpyxl
import pytest

from app.errors import KenpanError
from app.month.incidents.searching import Condition, earlier_months, search, stage_lines
from app.records.text import to_text
from app.reports.incident_list import PieceRow, incident_xlsx
from app.signoff.model import Month, State
from app.signoff.signed import Sign
from app.tally.incidents import affected, of_events, with_character
from app.tally.lives import lives_of
from app.tally.model import INSERT, POST, PRINT, WEIGHT, pieces_of
from tests.tally.test_lives import Happened, events, whole


@pytest.fixture(scope="module")
def pieces(bench):
    return pieces_of(bench.notices.values())


def text_of(bench, pieces, notice):
    file, record = pieces.place(notice)
    fields = [one for one in bench.notices[file].layout(record).fields if one.is_text]
    raw = bench.notices[file].raw_record(record)
    return [to_text(raw[one.offset : one.end]) for one in fields]


@pytest.mark.parametrize("char", ["東", "株", "１", "-"])
def test_every_notice_with_a_character_is_found_and_no_other(bench, pieces, char):
    found = with_character(pieces, tuple(bench.notices.values()), char)
    slow = np.array([any(char in text for text in text_of(bench, pieces, at)) for at in range(len(pieces))])
    assert (found == slow).all()


def test_a_gaiji_is_found_by_its_code_and_only_where_a_character_begins(bench, pieces):
    found = search(bench, Condition("case", "gaiji"), None)
    codes = {use.code for file, row in map(pieces.place, found.affected.notices) for use in bench.look(file, row).gaiji}
    one = f"{min(codes):04X}"
    own = search(bench, Condition("character", one), None)
    places = {pieces.place(int(at)) for at in own.affected.notices}
    assert places and places <= {pieces.place(int(at)) for at in found.affected.notices}
    ids = {own.id_of(at) for at in range(len(own.affected))}
    assert len(ids) == len(own.affected) and len(own.list_hash) == 64
    assert own.list_hash != found.list_hash


def test_an_envelope_is_found_with_all_its_sheets(bench, pieces):
    two = next(at for at in range(pieces.envelopes) if len(pieces.of_envelope(at)) == 2)
    first = pieces.of_envelope(two)[0]
    file, record = pieces.place(first)
    found = search(bench, Condition("record", f"{file} {record}"), None)
    assert list(found.affected.notices) == list(pieces.of_envelope(two)) and found.affected.envelopes == 1
    assert stage_lines(found.affected) == [("ログなし", "分からない", 1)]


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (Condition("record", "ZMGKK#9999 0"), "incident.value"),
        (Condition("record", "ZMGKK#2101"), "incident.value"),
        (Condition("character", "東京"), "incident.value"),
        (Condition("character", "🗻"), "incident.value"),
        (Condition("case", "odd"), "incident.value"),
        (Condition("machine", "1号機"), "incident.logs"),
    ],
)
def test_a_condition_that_says_nothing_is_refused(bench, condition, code):
    with pytest.raises(KenpanError) as caught:
        search(bench, condition, None)
    assert caught.value.code == code


def test_what_a_machine_did_in_a_minute_leads_to_the_pieces_and_how_far_they_went(bench, pieces):
    rows = [*whole(0), Happened(3, PRINT), Happened(3, INSERT), Happened(6, PRINT), *whole(9)]
    told = events(*rows)
    told.machine[:] = [0] * 4 + [1] * 3 + [0] * 4
    lives = lives_of(pieces, type(told)(**{**vars_of(told), "machines": ("1号機", "2号機")}))
    found = search(bench, Condition("machine", "2号機"), lives)
    hit = {int(one) for one in found.affected.notices}
    assert {3, 6} <= hit and 0 not in hit and 9 not in hit
    assert {found.affected.stage_of(at) for at in range(len(hit))} == {"inserted", "printed"}
    posted = affected(pieces, of_events(pieces, lives, "1号機"), lives)
    assert posted.by_stage == {"posted": posted.envelopes} and posted.who_has(0) == "郵便局・宛先"
    with pytest.raises(KenpanError) as caught:
        search(bench, Condition("machine", "9号機"), lives)
    assert "1号機・2号機" in caught.value.what
    early = search(bench, Condition("period", "", "1970-01-01 00:00", "1970-01-02"), lives)
    assert len(early.affected) and not len(search(bench, Condition("period", "", "2026-11-12"), lives).affected)


def vars_of(told):
    return {name: getattr(told, name) for name in told.__dataclass_fields__}


def test_without_a_log_of_the_way_out_nobody_knows_where_a_weighed_piece_is(pieces):
    told = events(*(Happened(0, stage) for stage in (PRINT, INSERT, WEIGHT)))
    logs = tuple(one for one in told.logs if POST not in one.stages)
    lives = lives_of(pieces, type(told)(**{**vars_of(told), "logs": logs}))
    found = affected(pieces, of_events(pieces, lives, "1号機"), lives)
    assert set(found.by_stage) == {"unknown"}


def test_other_months_posted_in_the_five_business_days_before_are_named():
    sign = Sign("l1", "品質", "2026-11-01T00:00:00.000Z", "", 1)
    months = {
        id_: Month(id_, title, period, "p1", "2026-11-01", delivery, sign)
        for id_, title, period, delivery in (
            ("m1", "当月", "2026-11", "2026-11-18"),
            ("m2", "近い月", "2026-10", "2026-11-11"),
            ("m3", "遠い月", "2026-09", "2026-11-10"),
        )
    }
    state = State(months=MappingProxyType(months))
    (only,) = earlier_months(state, months["m1"], date(2026, 11, 18))
    assert "近い月" in only


def test_the_list_has_room_for_what_is_found():
    rows = [PieceRow("K1", "厚年", "ZMGKK#1301", 1, "1301", "01-ア 1", "商事", "差出済", "郵便局・宛先")]
    content = incident_xlsx([("内容", "欠け")], rows, datetime(2026, 11, 12, tzinfo=UTC))
    book = openpyxl.load_workbook(BytesIO(content))
    assert [cell.value for cell in book.worksheets[0][2]][:2] == [1, "K1"]
    assert [cell.value for cell in book.worksheets[0][1]][-2:] == ["発見", "回収"]


def test_a_form_is_a_condition_of_its_own_of_one_file_or_of_all(bench, pieces):
    whole = search(bench, Condition("form", "senpo"), None)
    schemes = {pieces.schemes[int(pieces.file[at])] for at in whole.affected.notices}
    assert schemes == {"senpo"} and len(whole.affected) + len(
        search(bench, Condition("form", "kounen"), None).affected
    ) == len(pieces)
    name = next(name for name, scheme in zip(pieces.files, pieces.schemes, strict=True) if scheme == "senpo")
    one = search(bench, Condition("form", f"senpo {name}"), None)
    assert {pieces.place(int(at))[0] for at in one.affected.notices} == {name}
    assert one.condition.told[0].value == f"様式2（船保）　{name}"
    for wrong in ("", "senpo NONE", "other"):
        with pytest.raises(KenpanError) as caught:
            search(bench, Condition("form", wrong), None)
        assert caught.value.code == "incident.value"
