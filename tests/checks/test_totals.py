"""The control table of a month: offices counted out here in plain Python, record by record."""

import re
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from app.checks.rules.content import find_counttable
from app.checks.totals import (
    FIGURE_ROLES,
    OFFICE_COLUMNS,
    SUM_ROLES,
    Figures,
    FileOffice,
    file_offices,
    office_totals,
)
from app.checks.view import FileView
from app.equipment.printer import Printer
from app.records.count_writing import write_count_table
from app.records.counts import read_count_table
from app.records.layouts import notice_layouts

EMPTY = "ZMGKS#3601"


def views_of(month, draft=None) -> tuple[dict[str, FileView], dict]:
    check = month.input(month.copy() if draft is None else draft)
    views = {
        name: FileView(file, check.media.files[name].expected, Printer(check.equipment), np.ones(len(file), dtype=bool))
        for name, file in check.notices.items()
    }
    return views, dict(check.counts)


def amount(raw: bytes) -> int | None:
    text = raw.decode("ascii").strip()
    return None if set(text) == {"*"} else int(re.sub(r"[,\\]", "", text))


def counted(views) -> dict[tuple[str, str], list[int]]:
    """Figures by scheme and office."""
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 5)
    for view in views.values():
        fields = [notice_layouts(view.file.scheme)["01"].role(role) for role in SUM_ROLES]
        for record in range(len(view.file)):
            raw = view.file.raw_record(record)
            if raw[14:16] == b"01":
                own = found[view.file.scheme, raw[:4].decode()]
                own[0] += 1
                for at, field in enumerate(fields):
                    value = amount(raw[field.span])
                    if value is not None:
                        own[1 + 2 * at] += 1
                        own[2 + 2 * at] += value
    return dict(found)


def test_every_office_is_counted_as_a_person_would_and_agrees(month):
    views, tables = views_of(month)
    lines = office_totals(views, tables)
    expected = counted(views)
    assert {(line.scheme, line.office): list(line.counted) for line in lines if line.files} == expected
    for line in lines:
        assert line.prints == line.counted.notices
        assert line.prints_ok is True
        if line.files:
            assert line.said == line.counted
            assert line.total_ok is True
            assert line.name.startswith("見本")
        else:
            assert (line.said, line.total_ok, line.counted) == (None, None, Figures(0, 0, 0, 0, 0))
    assert [(line.scheme, line.office) for line in lines] == sorted((line.scheme, line.office) for line in lines)


def test_a_line_has_a_cell_under_every_title(month):
    views, tables = views_of(month)
    assert len(set(OFFICE_COLUMNS)) == len(OFFICE_COLUMNS)
    for line in office_totals(views, tables):
        cells = dict(zip(OFFICE_COLUMNS, line.cells(), strict=True))
        assert cells["統一事務所コード"] == line.office
        assert cells["通知書作成件数（明細01、件）"] == line.counted.notices
        assert cells["領収済額合計（合計02、円）"] == (line.said.receipt_sum if line.said else None)
        assert cells["合計02との照合"] == ("一致" if line.files else "判定なし")


@pytest.mark.parametrize("which", range(5))
def test_a_wrong_figure_is_wrong_in_the_line_of_its_office_only(month, which):
    draft = month.copy()
    notices = draft.main
    row = int(np.flatnonzero(notices.data[:, 15] == ord("2"))[1])
    field = notice_layouts("kounen")["02"].role(FIGURE_ROLES[which])
    notices.data[row, field.end - 1] ^= 1
    views, tables = views_of(month, draft)
    office = notices.data[row, :4].tobytes().decode()
    wrong = [line for line in office_totals(views, tables) if line.total_ok is not True and line.files]
    assert [(line.office, line.total_ok) for line in wrong] == [(office, False)]
    assert "不一致" in wrong[0].cells()
    assert abs(wrong[0].said[which] - wrong[0].counted[which]) == 1


def test_an_unsound_notice_counts_but_its_amounts_are_not_judged(month):
    views, tables = views_of(month)
    view = views["ZMGKK#2101"]
    record = int(np.flatnonzero(view.file.types == 1)[0])
    sound = view.sound.copy()
    sound[record] = False
    views["ZMGKK#2101"] = view.with_sound(sound)
    office = view.file.raw_record(record)[:4].decode()
    line = next(line for line in office_totals(views, tables) if (line.scheme, line.office) == ("kounen", office))
    assert line.counted.notices == line.said.notices
    assert (line.total_ok, line.prints_ok) == (None, True)
    assert [one.wrong for one in file_offices(views["ZMGKK#2101"]) if one.office == office] == [()]


def test_a_notice_of_unknown_type_leaves_its_office_unjudged(month):
    draft = month.copy()
    data = draft.main.data
    record = int(np.flatnonzero(data[:, 15] == ord("1"))[3])
    data[record, 15] = ord("X")
    views, tables = views_of(month, draft)
    name = draft.main.name
    sound = np.ones(len(data), dtype=bool)
    sound[record] = False
    views[name] = views[name].with_sound(sound)
    office = data[record, :4].tobytes().decode()
    line = next(line for line in office_totals(views, tables) if (line.scheme, line.office) == ("kounen", office))
    assert line.counted.notices == line.said.notices - 1
    assert (line.total_ok, line.prints_ok) == (None, None)
    assert find_counttable(views, tables) == []


def test_a_charge_that_stands_on_both_notices_may_be_counted_once_or_twice(month):
    """Not specified, so both ways of counting agree; a third number does not."""
    draft = month.copy()
    data = draft.main.data
    seconds = np.flatnonzero((data[1:, 15] == ord("1")) & (data[:-1, 15] == ord("1"))) + 1
    row = int(seconds[0])
    data[row - 1, 62:159] = data[row, 62:159]  # 保険料告知額部
    office = data[row, :4].tobytes().decode()

    def line_of(views, tables):
        return next(line for line in office_totals(views, tables) if (line.scheme, line.office) == ("kounen", office))

    once = line_of(*views_of(month, draft))
    assert (once.total_ok, once.counted) == (True, once.said)
    layout = notice_layouts("kounen")
    charge = amount(data[row, layout["01"].field(34).span].tobytes())
    total = int(np.flatnonzero((data[:, :4] == data[row, :4]).all(axis=1) & (data[:, 15] == ord("2")))[0])
    twice = f"{once.said.charges + 1:7,}", f"\\{once.said.charge_sum + charge:,}".rjust(16)
    for item, text in zip((22, 26), twice, strict=True):
        data[total, layout["02"].field(item).span] = np.frombuffer(text.encode("ascii"), dtype=np.uint8)
    both = line_of(*views_of(month, draft))
    assert (both.total_ok, both.counted.charges) == (True, once.counted.charges + 1)
    data[total, layout["02"].field(26).end - 1] ^= 1
    assert line_of(*views_of(month, draft)).total_ok is False


def test_offices_of_a_file_that_is_not_there_are_not_judged(month):
    views, tables = views_of(month)
    del views["ZMGKK#3601"]
    missing = [line for line in office_totals(views, tables) if line.scheme == "kounen" and not line.files]
    assert {line.office[:2] for line in missing} == {"36"}
    assert {line.prints_ok for line in missing} == {None}
    assert find_counttable(views, tables) == []


def test_a_volume_without_count_table_has_lines_without_prints(month):
    views, _ = views_of(month)
    lines = office_totals(views, {})
    assert {(line.prints, line.prints_ok, line.total_ok) for line in lines} == {(None, None, True)}
    assert find_counttable(views, {}) == []


def test_no_notices_at_all_agree_with_a_table_of_zeros(month):
    """N 2.2.2: the files are there and empty, the 件数表 says 0."""
    views, tables = views_of(month)
    for name, view in list(views.items()):
        if view.file.scheme == "senpo":
            empty = replace(views[EMPTY].file, name=name)
            views[name] = FileView(empty, view.expected, view.printer, np.ones(0, dtype=bool))
    zeros = [("2101", "見本東　一", 0), ("3601", "見本山　一", 0)]
    name = "KENS#ZMGKS31"
    for rows in ([], zeros):
        tables[name] = read_count_table(write_count_table(rows, "senpo", "令和8年11月18日"), "senpo", name)
        assert find_counttable(views, tables) == []
        lines = [line for line in office_totals(views, tables) if line.scheme == "senpo"]
        assert [(line.office, line.prints_ok) for line in lines] == [(office, True) for office, _, _ in rows]
    tables[name] = read_count_table(write_count_table([("2101", "見本東　一", 3)], "senpo", "-"), "senpo", name)
    assert [(one.file, one.record, one.offset) for one in find_counttable(views, tables)] == [(name, 2, 33)]


def test_a_table_that_could_not_be_read_whole_misses_no_office(month):
    views, tables = views_of(month)
    name = "KENS#ZMGKK31"
    table = tables[name]
    partly = replace(table, offices=table.offices[1:], problems=({"record": 2},))
    assert find_counttable(views, tables | {name: partly}) == []
    whole = replace(partly, problems=())
    found = find_counttable(views, tables | {name: whole})
    assert [(one.file, one.record) for one in found] == [(name, None)]
    assert table.offices[0].office_code in found[0].message


def office(*, said: tuple[int, ...], counted: tuple[int, ...], count_sure=True, amount_sure=True) -> FileOffice:
    return FileOffice("2101", "見本", ("A",), Figures(*counted), Figures(*said), 9, count_sure, amount_sure)


@pytest.mark.parametrize(
    ("count_sure", "amount_sure", "wrong"),
    [
        (True, True, (0, 1, 2, 3, 4)),
        (True, False, (0,)),
        (False, True, ()),
        (False, False, ()),
    ],
)
def test_a_figure_is_wrong_only_where_nothing_can_be_hidden(count_sure, amount_sure, wrong):
    """Without its amounts a notice still counts; where notices may be lost no amount is sure either."""
    other = office(said=(2, 2, 20, 2, 20), counted=(1, 1, 10, 1, 10), count_sure=count_sure, amount_sure=amount_sure)
    assert other.wrong == wrong
    assert office(said=(1, 1, 10, 1, 10), counted=(1, 1, 10, 1, 10)).wrong == ()


def test_an_unsound_notice_makes_the_amounts_of_its_office_unsure_and_not_the_count(month):
    views, _ = views_of(month)
    view = views["ZMGKK#2101"]
    record = int(np.flatnonzero(view.file.types == 1)[0])
    sound = view.sound.copy()
    sound[record] = False
    own = view.file.raw_record(record)[:4].decode()
    sure = {one.office: (one.count_sure, one.amount_sure) for one in file_offices(view.with_sound(sound))}
    assert sure.pop(own) == (True, False)
    assert all(both for _, both in sure.values()) or sum(not both for _, both in sure.values()) == 1


def test_a_lost_notice_makes_the_count_of_its_office_unsure(month):
    draft = month.copy()
    data = draft.main.data
    record = int(np.flatnonzero(data[:, 15] == ord("1"))[3])
    own = data[record, :4].tobytes().decode()
    data[record, 15] = ord("X")
    views, _ = views_of(month, draft)
    view = views[draft.main.name]
    sound = view.sound.copy()
    sound[record] = False
    sure = {one.office: (one.count_sure, one.amount_sure) for one in file_offices(view.with_sound(sound))}
    assert sure[own] == (False, False)
    assert (True, True) in sure.values()


def test_every_figure_and_count_has_its_unit():
    figures = [title for title in OFFICE_COLUMNS if "（" in title and title != "合計02との照合"]
    assert all(title.rstrip("）").rsplit("、", 1)[-1] in ("件", "円", "枚") for title in figures)
    assert len(figures) == 11
