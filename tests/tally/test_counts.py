"""A month in which all numbers agree, and one fault at a time: each is found once, and nothing else."""

from dataclasses import replace

import numpy as np
import pytest

from app.equipment.weights import load_weights
from app.errors import KenpanError
from app.lists.slip import read_slip
from app.month.counts.gathering import read_print, slips_of, sources_of, tally
from app.month.lists.applying import open_lists, with_lists
from app.month.lists.bundles import plan_bundles
from app.proof.compared.result_file import result_bytes, result_of
from app.records.units import ENVELOPES, NOTICES
from app.tally.counts import COLUMNS, Place, Stated, count_up, printed_times
from app.tally.counts_json import counts_json
from app.tally.lives import lives_of
from app.tally.model import INSERT, POST, PRINT, WEIGHT, Events, LogName
from app.tally.report_lines import UNKNOWN, report_lines
from app.tally.slip import bundle_grams
from app.tally.slip_model import Drafted, compare_slips
from app.tally.ways import PULL, WAYS
from app.training.redirect_zip import PASSWORD, make_redirect_zip

STAGES = (PRINT, INSERT, WEIGHT, POST)


@pytest.fixture(scope="module")
def month(bench, tmp_path_factory):
    path = tmp_path_factory.mktemp("lists") / "a.zip"
    make_redirect_zip(path, bench.notices.values(), share=0.4)
    return with_lists(bench, open_lists(bench, path, PASSWORD))


@pytest.fixture(scope="module")
def counted(month):
    return tally(month)


@pytest.fixture(scope="module")
def steps(counted):
    """What the machines did: notice and stage, each piece once."""
    envelopes, found = counted.envelopes, []
    for at, way in enumerate(envelopes.way.tolist()):
        notices = envelopes.pieces.of_envelope(at)
        found += [(notice, PRINT) for notice in notices]
        found += [(notices[0], stage) for stage in (INSERT, WEIGHT, POST) if stage != POST or way != PULL]
    return found


def logged(counted, steps, stages=STAGES):
    rows = [one for one in steps if one[1] in stages]
    count = len(rows)
    notice, stage = (np.array(own, dtype=kind) for own, kind in zip(zip(*rows, strict=True), ("i4", "u1"), strict=True))
    same = {name: np.full(count, value) for name, value in (("passed", True), ("by_hand", False), ("remake", False))}
    events = Events(
        notice,
        np.zeros(count, dtype=np.uint8),
        stage,
        *same.values(),
        np.arange(count, dtype=np.int64),
        np.zeros(count, dtype=np.uint16),
        stage.astype(np.uint16),
        np.arange(count, dtype=np.int64),
        np.zeros(count, dtype=np.uint16),
        ("1号機",),
        tuple(LogName(f"{one}.csv", (one,), "0" * 64) for one in stages),
    )
    return lives_of(counted.envelopes.pieces, events)


@pytest.fixture(scope="module")
def whole(month, counted, steps):
    """All sources, in agreement."""
    printed = printed_times(counted.envelopes, (), ())
    return sources_of(month, counted.envelopes, printed, logged(counted, steps))


def test_a_month_in_which_everything_agrees_has_every_number_and_no_difference(whole, month):
    table = count_up(whole)
    assert table.differences == () and all(not row.differs for row in table.rows)
    notices, envelopes = table.sums(NOTICES), table.sums(ENVELOPES)
    assert (
        notices["data"]
        == notices["counttable"]
        == notices["total"]
        == notices["printed"]
        == len(whole.envelopes.pieces)
    )
    assert envelopes["data"] == envelopes["inserted"] == envelopes["weighed"] == len(whole.envelopes)
    assert envelopes["posted"] == envelopes["data"] - envelopes["pulled"]
    assert (envelopes["redirected"], envelopes["pulled"]) == tuple(
        month.lists.counts[one] for one in ("redirect", "pull")
    )
    assert envelopes["counttable"] is None and envelopes["total"] is None
    assert {row.unit for row in table.rows} == {NOTICES, ENVELOPES}


def test_a_number_that_nobody_has_told_is_none_and_never_zero(counted, bench):
    table = counted.table
    for column in ("printed", "inserted", "weighed", "posted"):
        assert all(row.values[column] is None for row in table.rows)
    alone = tally(bench).table
    assert all(row.values["redirected"] is None and row.values["pulled"] is None for row in alone.rows)
    assert all(row.values["data"] is not None for row in alone.rows)
    assert not alone.differences


def plain(whole):
    """An envelope with one notice that is posted, and one like it of the same office."""
    envelopes = whole.envelopes
    fit = (envelopes.sheets == 1) & (envelopes.way == 0)
    first = next(at for at in np.flatnonzero(fit) if (fit & (envelopes.office == envelopes.office[at])).sum() > 1)
    second = next(at for at in np.flatnonzero(fit & (envelopes.office == envelopes.office[first])) if at != first)
    return int(first), int(second)


def one_of(found):
    (own,) = found.differences
    rows = {(row.scheme, row.office) for row in found.rows if row.differs}
    assert rows == {(own.scheme, own.office)}
    pairs = {pair for row in found.rows for pair in row.differs}
    assert pairs == {(own.left, right) for right in own.right}
    return own


@pytest.mark.parametrize("column", ["counttable", "total"])
def test_a_stated_number_that_is_wrong_is_found_once(whole, column):
    field = {"counttable": "prints", "total": "totals"}[column]
    told = getattr(whole, field)
    key = next(iter(told))
    wrong = {**told, key: Stated(told[key].notices + 1, told[key].place)}
    own = one_of(count_up(replace(whole, **{field: wrong})))
    assert (own.scheme, own.office) == key and (own.left, own.right) == ("data", (column,))
    assert own.places == (told[key].place,)
    assert str(own.counts["data"][0]) in own.message and "件" in own.message


def test_records_that_are_missing_from_the_data_are_one_fault_though_two_numbers_disagree(whole):
    key = next(iter(whole.totals))
    more = {
        field: {**told, key: Stated(told[key].notices + 2, told[key].place)}
        for field, told in (("prints", whole.prints), ("totals", whole.totals))
    }
    own = one_of(count_up(replace(whole, **more)))
    assert own.right == ("counttable", "total") and len(own.places) == 2


def test_an_office_that_only_the_count_table_knows_is_found(whole):
    more = {**whole.prints, ("kounen", "9999"): Stated(3, Place("KENS#ZMGKK31", 7))}
    own = one_of(count_up(replace(whole, prints=more)))
    assert own.office == "9999" and own.places == (Place("KENS#ZMGKK31", 7),)
    assert [one.value for one in own.counts["data"]] == [0]


@pytest.mark.parametrize(("kind", "value"), [("missing", 0), ("doubled", 2)])
def test_a_notice_that_was_not_printed_once_is_found_once(whole, kind, value):
    first, _ = plain(whole)
    place = Place(*whole.envelopes.place(first))
    printed = printed_times(whole.envelopes, *(((place,), ()) if value == 0 else ((), (place,))))
    own = one_of(count_up(replace(whole, printed=printed)))
    assert (own.left, own.right, own.places) == ("data", ("printed",), (place,))
    known = [one.value for one in own.counts["printed"]]
    assert [own_data.value + value - 1 for own_data in own.counts["data"]] == known and len(known) == 2


@pytest.mark.parametrize(
    ("stage", "left", "right"),
    [(INSERT, "printed", "inserted"), (WEIGHT, "inserted", "weighed"), (POST, "weighed", "posted")],
)
def test_a_lost_piece_is_found_where_it_was_lost_and_not_after(whole, counted, steps, stage, left, right):
    first, _ = plain(whole)
    notice = whole.envelopes.pieces.of_envelope(first)[0]
    lives = logged(counted, [one for one in steps if one[0] != notice or one[1] < stage])
    own = one_of(count_up(replace(whole, lives=lives)))
    assert (own.left, own.right) == (left, (right,))
    assert own.places == (Place(*whole.envelopes.place(first)),)


def test_a_piece_that_was_weighed_and_posted_twice_is_found_once(whole, counted, steps):
    first, _ = plain(whole)
    notice = whole.envelopes.pieces.of_envelope(first)[0]
    own = one_of(count_up(replace(whole, lives=logged(counted, [*steps, (notice, WEIGHT), (notice, POST)]))))
    assert (own.left, own.right) == ("inserted", ("weighed",))


def test_one_lost_and_one_doubled_piece_of_an_office_do_not_hide_each_other(whole, counted, steps):
    first, second = plain(whole)
    lost, doubled = (whole.envelopes.pieces.of_envelope(at)[0] for at in (first, second))
    changed = [*(one for one in steps if one != (lost, POST)), (doubled, POST)]
    own = one_of(count_up(replace(whole, lives=logged(counted, changed))))
    assert set(own.places) == {Place(*whole.envelopes.place(at)) for at in (first, second)}


def test_a_pulled_piece_that_was_posted_is_found(whole, counted, steps):
    at = int(np.flatnonzero(whole.envelopes.way == PULL)[0])
    notice = whole.envelopes.pieces.of_envelope(at)[0]
    own = one_of(count_up(replace(whole, lives=logged(counted, [*steps, (notice, POST)]))))
    assert own.right == ("posted",) and "引き抜きは差し出しません" in own.message
    assert Place(*whole.envelopes.place(at)) in own.places


def test_a_stage_without_a_log_is_passed_over(whole, counted, steps):
    lives = logged(counted, [one for one in steps if one[1] != WEIGHT], (PRINT, INSERT, POST))
    table = count_up(replace(whole, lives=lives))
    assert not table.differences and all(row.values["weighed"] is None for row in table.rows)


def test_a_month_with_every_disagreement_at_once_names_each_of_them_once(whole, counted, steps):
    envelopes, fit = whole.envelopes, (whole.envelopes.sheets == 1) & (whole.envelopes.way == 0)
    offices = [np.flatnonzero(fit & (envelopes.office == one)) for one in np.unique(envelopes.office[fit])]
    unprinted, doubled, lost, weighed, unposted, pair = [own for own in offices if len(own) > 1][:6]
    at = [int(own[0]) for own in (unprinted, doubled, lost, weighed, unposted)]
    sheet = [envelopes.pieces.of_envelope(one)[0] for one in at]
    other = [envelopes.pieces.of_envelope(int(one))[0] for one in pair[:2]]
    gone = {(sheet[2], stage) for stage in (INSERT, WEIGHT, POST)} | {(sheet[4], POST), (other[0], POST)}
    changed = [one for one in steps if one not in gone] + [(sheet[3], WEIGHT), (other[1], POST)]
    printed = printed_times(envelopes, [Place(*envelopes.place(at[0]))], [Place(*envelopes.place(at[1]))])
    touched = {bytes(envelopes.office[one]).decode() for one in (*at, int(pair[0]))}
    table, total = [key for key in whole.prints if key[1] not in touched][:2]
    more = [{**told, key: Stated(told[key].notices + 1, told[key].place)} for told, key in
            ((whole.prints, table), (whole.totals, total))]  # fmt: skip
    lives = logged(counted, changed)
    found = count_up(replace(whole, prints=more[0], totals=more[1], printed=printed, lives=lives))
    told = sorted((one.left, *one.right) for one in found.differences)
    assert told == sorted([
        ("data", "counttable"), ("data", "total"), ("data", "printed"), ("data", "printed"), ("printed", "inserted"),
        ("inserted", "weighed"), ("weighed", "posted"), ("weighed", "posted"),
    ])  # fmt: skip
    assert len({one.key for one in found.differences}) == 8
    key = max(counted.drawn.slip, key=counted.drawn.slip.get)
    slip = compare_slips(counted.drawn, counted.drawn.slip, {**counted.drawn.slip, key: 0})
    assert [(one.left, one.right) for one in slip.differences] == [("drafted", "stamped")]


# The slip


def test_the_slip_counts_what_is_posted_and_the_bundles_of_what_is_not(counted, month):
    envelopes, slip = counted.envelopes, counted.drawn.slip
    by_way = {way: sum(count for key, count in slip.items() if key.way == way) for way in WAYS}
    assert by_way["normal"] == (envelopes.way == 0).sum() and by_way["redirect"] == (envelopes.way == 1).sum()
    assert by_way["pull"] == counted.drawn.bundles == len(plan_bundles(month))
    bare = sum(count for key, count in slip.items() if not key.barcode and key.way != "pull")
    assert bare == (envelopes.bare & (envelopes.way != PULL)).sum() > 0


def test_bundles_are_those_that_people_pack(counted, month):
    for most in (load_weights().bundle, 40.0):
        own = bundle_grams(counted.envelopes, counted.plan, month.notices, most)
        packed = plan_bundles(month, replace(load_weights(), bundle=most))
        assert [one[0] for one in own] == pytest.approx([one.grams for one in packed])
        assert [one[1] for one in own] == [one.pieces[0].row.records[0] for one in packed]


@pytest.mark.parametrize(
    ("drafted", "stamped", "pair"),
    [(1, 1, ("counted", "drafted")), (0, 1, ("drafted", "stamped")), (None, 1, ("counted", "stamped"))],
)
def test_a_slip_that_says_something_else_is_found_once(counted, drafted, stamped, pair):
    key = max(counted.drawn.slip, key=counted.drawn.slip.get)

    def changed(by):
        return None if by is None else {**counted.drawn.slip, key: counted.drawn.slip[key] + by}

    table = compare_slips(counted.drawn, changed(drafted), changed(stamped))
    (own,) = table.differences
    assert (own.left, own.right) == pair and own.row == key
    assert [one for row in table.rows for one in row.differs] == [pair]
    assert own.place in {counted.envelopes.place(at) for at in range(len(counted.envelopes))}
    assert not compare_slips(counted.drawn, changed(0), changed(0)).differences


def test_a_row_that_only_the_stamped_slip_has_is_found(counted):
    key = next(iter(counted.drawn.slip))._replace(size="nonstandard", grams=100)
    (own,) = compare_slips(counted.drawn, None, {**counted.drawn.slip, key: 2}).differences
    assert own.row == key and [one.value for one in own.counts] == [0, 2] and own.place is None


def slip_csv(slip, path, change=0):
    words = {"normal": "通常", "redirect": "別送", "pull": "引き抜き"}
    rows = ["郵便物の種類,重量,区分,バーコード,受付印（通）"]
    for at, (key, count) in enumerate(slip.items()):
        size = "定形" if key.size == "standard" else "定形外"
        weight = f"{key.grams // 1000}K 以内" if key.grams % 1000 == 0 else f"{key.grams}g 以内"
        barcode = "有" if key.barcode else "無"
        rows.append(f'{size},{weight},{words[key.way]},{barcode},"{count + (change if at == 0 else 0):,}"')
    path.write_bytes("\r\n".join([*rows, '合計,,,,"1"', ""]).encode("cp932"))
    return path


def test_a_table_of_the_slip_is_read_back(counted, tmp_path):
    read = read_slip(slip_csv(counted.drawn.slip, tmp_path / "差出票.csv"))
    drafted, stamped = slips_of(read.lines)
    assert drafted is None and stamped == counted.drawn.slip


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("封書,50g,通常,有,1", "定形"),
        ("定形,重い,通常,有,1", "重量"),
        ("定形,50g,速達,有,1", "区分"),
        ("定形,50g,通常,？,1", "バーコード"),
        ("定形,50g,通常,有,1.5", "整数"),
        ("定形,50g,通常,有,1\n定形,50g以内,通常,有,1", "二つ"),
    ],
)
def test_a_row_of_the_slip_that_says_nothing_certain_is_named(row, what, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"種類,重量,区分,バーコード,通数\n{row}\n", encoding="utf-8")
    with pytest.raises(KenpanError, match=what) as refused:
        read_slip(path)
    assert refused.value.code == "slip.row"


# Comparisons as evidence


def result(month, counted, findings=(), **changed):
    from app.media.manifest import manifest

    table = {
        "pages": 0,
        "records": len(counted.envelopes.pieces),
        "matched": 0,
        "unreadable": [],
        "findings": list(findings),
        "ignored": [],
        "counts": {one["rule"]: 1 for one in findings},
        "basis": {"media": manifest(month.media)["sha256"]},
    }
    raw = result_bytes(table | changed)
    return "比較.json", raw, result_of(raw)


def finding(rule, place):
    keys = ("page", "side", "item", "expected", "found", "rect_mm", "message")
    own = dict.fromkeys(keys) | {"expected": "", "found": "", "message": ""}
    return {"rule": rule, "severity": "error", "file": place[0], "record": place[1], **own}


def test_a_comparison_says_which_notice_was_not_printed(month, counted):
    place = Place(*counted.envelopes.place(3))
    table = tally(month, result(month, counted, [finding("print.missing_page", place)])).table
    own = one_of(table)
    assert own.right == ("printed",) and own.places == (place,)


def test_a_comparison_of_a_part_or_of_paper_tells_nothing_of_the_month(month, counted):
    for changed in ({"records": 1}, {"captures": {}}):
        found = tally(month, result(month, counted, **changed))
        assert found.printed.why and all(row.values["printed"] is None for row in found.table.rows)
    other = result(month, counted, basis={"media": "0" * 64})
    with pytest.raises(KenpanError, match="別の媒体"):
        read_print(month, counted.envelopes, *other)


# What is told of it


def test_the_table_is_told_as_json_with_a_finding_for_each_difference(whole):
    key = next(iter(whole.prints))
    wrong = {**whole.prints, key: Stated(whole.prints[key].notices + 1, whole.prints[key].place)}
    table = count_up(replace(whole, prints=wrong))
    told = counts_json(table, compare_slips(Drafted({}, {}, 0), None, None), ("a.json",))
    assert told.keys() == {"offices", "slip", "unconfirmed", "ok", "findings"} and not told["ok"]
    keys = {"office", "scheme", "unit", *COLUMNS, "differs"}
    assert all(row.keys() == keys for row in told["offices"])
    (own,) = told["findings"]
    assert own["rule"] == "count.differs" and own["between"] == ["data", "counttable"]
    assert (own["file"], own["record"]) == wrong[key].place
    assert [row["differs"] for row in told["offices"] if row["differs"]] == [[["data", "counttable"]]]


def test_13_2_has_its_rows_by_jurisdiction(counted):
    lines = report_lines(counted.envelopes)
    assert [one.title for one in lines] == ["厚年（協会）", "厚年（組合）", "船保"]
    assert sum(one.made for one in lines) == len(counted.envelopes.pieces)
    assert sum(one.envelopes for one in lines) == len(counted.envelopes)
    assert all(sum(one.posted.values()) == one.envelopes for one in lines)
    assert all(one.pulled >= one.posted[True, "pull"] for one in lines)
    assert all(one.made for one in lines)
    unknown = counted.envelopes.jurisdiction.copy()
    unknown[np.flatnonzero(~counted.envelopes.senpo)[0]] = ord("9")
    assert report_lines(replace(counted.envelopes, jurisdiction=unknown))[-1].title == UNKNOWN
