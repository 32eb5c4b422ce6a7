"""One search finds records by whatever a person holds in their hands."""

from dataclasses import replace

import numpy as np
import pytest

from app.month.looking.find import SearchColumn, SearchGoal, SearchPlace, build_index, find, piece_hits
from app.notice.piece_id import PieceRun, piece_id
from app.records.layouts import notice_layouts

SCREEN = SearchPlace("画面", "台帳", ("台帳", "ledger"), "Ctrl+D", SearchGoal(screen="ledger"))
RULE = SearchPlace("規則", "合計額", ("amount.sum", "合計額"), "3 件", SearchGoal(screen="findings", key="amount.sum"))


@pytest.fixture(scope="module")
def index(bench):
    return build_index(bench)


@pytest.fixture(scope="module")
def some(bench):
    """A notice that has a 00, its file and what the list shows of it."""
    name, file = next((name, file) for name, file in bench.notices.items() if (file.extract_of >= 0).sum() > 3)
    record = int(np.flatnonzero(file.extract_of >= 0)[2])
    return name, int(file.extract_of[record]), bench.line(name, int(file.extract_of[record]))


def goals(index, text, group):
    return [hit.goal for hit in find(index, text) if hit.group == group]


def test_a_piece_id_is_its_record(index, bench, some):
    name, extract, _ = some
    record = bench.notice_of(name, extract)
    text = piece_id(bench.media.volume.volume, name, record)
    assert goals(index, f" {text.lower()} ", "現品ID") == [SearchGoal(name, record)]


def test_a_piece_id_is_found_while_it_is_typed_and_a_whole_one_only_if_its_check_digits_hold(index, bench, some):
    name, extract, _ = some
    record = bench.notice_of(name, extract)
    text = piece_id(bench.media.volume.volume, name, record)
    notices = bench.notices[name].rows(1)
    assert goals(index, text[:14], "現品ID") == [SearchGoal(name, record)]
    assert goals(index, text[:7], "現品ID") == [SearchGoal(name, int(row)) for row in notices[:6]]
    near = [row for row in notices.tolist() if row // 10 == record // 10]
    assert goals(index, text[:13], "現品ID") == [SearchGoal(name, row) for row in near[:6]]
    assert goals(index, text[:15], "現品ID") == []
    assert goals(index, text[:-1] + str((int(text[-1]) + 1) % 10), "現品ID") == []
    assert goals(index, f"{text[0]}99{text[3:14]}", "現品ID") == []


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (PieceRun("2026-12", 1), ""),
        (PieceRun("2026-11", 1), "別の月"),
        (PieceRun("2026-12", 1, 2), "作り直す前かあと"),
        (None, "古い形"),
    ],
)
def test_a_piece_of_another_month_or_making_is_found_with_a_warning(bench, some, run, said):
    name, record = some[0], bench.notice_of(*some[:2])
    volume = bench.media.volume.volume
    this = replace(bench, run=lambda: PieceRun("2026-12", 1))
    (hit,) = piece_hits(this, piece_id(volume, name, record, run))
    assert hit.goal == SearchGoal(name, record) and (said in hit.warning if said else not hit.warning)
    (unknown,) = piece_hits(bench, piece_id(volume, name, record, run))
    assert not unknown.warning


def test_a_piece_of_another_volume_is_said_and_leads_nowhere(index, some):
    name, extract, _ = some
    hit = next(hit for hit in find(index, piece_id("PAP99", name, extract)) if hit.group == "現品ID")
    assert hit.goal == SearchGoal() and "ありません" in hit.note


def test_a_number_is_the_record_of_every_file_that_has_so_many(index, bench):
    files = [goal.file for goal in goals(index, "2", "番号")]
    assert files and set(files) <= set(bench.notices)
    assert not goals(index, "9,999,999", "番号") and not goals(index, "0", "番号")


@pytest.mark.parametrize("cut", [str, lambda text: text.replace(" ", ""), lambda text: text[:-1]])
def test_a_symbol_and_its_beginning_find_the_establishment(index, bench, some, cut):
    name, extract, line = some
    assert SearchGoal(name, bench.notice_of(name, extract)) in goals(index, cut(line.symbol_number), "整理記号・番号")


def test_every_establishment_is_found_by_its_own_name(index, bench):
    for name, file in bench.notices.items():
        for extract in np.flatnonzero(file.types == 0)[:3]:
            line = bench.line(name, int(extract))
            rows = index.with_name(line.name, most=1_000_000)
            assert (name, int(extract)) in [index.place(row) for row in rows], line.name


def test_a_postal_code_is_found_with_and_without_its_hyphen(index, bench, some):
    name, extract, _ = some
    raw = bytes(bench.notices[name].data[extract, 264:272]).decode("ascii")
    with_, without = goals(index, raw, "郵便番号"), goals(index, raw.replace("-", ""), "郵便番号")
    assert with_ and with_ == without


def test_half_a_character_is_no_hit(bench):
    name, file = next((name, file) for name, file in bench.notices.items() if (file.types == 0).any())
    extract = int(np.flatnonzero(file.types == 0)[0])
    data = file.data.copy()
    span = notice_layouts(file.scheme)["00"].field(16).span
    data[:, span] = 0x20
    text = "ア".encode("cp932") * 2  # 83 41 83 41: 41 is A, 41 83 is nothing
    data[extract, span.start : span.start + len(text)] = np.frombuffer(text, dtype=np.uint8)
    made = build_index(replace(bench, notices={name: replace(file, data=data)}))
    assert made.with_name("アア") == made.with_name("ア") == [extract]
    assert list(made._everywhere(b"A")) == list(made._everywhere(b"A\x83")) == []
    assert list(made._everywhere(text)) == [0]


def test_an_office_leads_to_its_first_record(index, bench, some):
    _name, _extract, line = some
    hits = [hit for hit in find(index, line.office) if hit.group == "事務所"]
    assert hits and hits[0].title.startswith(line.office)


def test_rules_and_screens_are_found_without_a_volume():
    assert [hit.goal for hit in find(None, "台", (SCREEN, RULE))] == [SCREEN.goal]
    assert [hit.goal for hit in find(None, "SUM", (SCREEN, RULE))] == [RULE.goal]
    assert find(None, "  ", (SCREEN,)) == ()


def test_a_prefix_finds_no_more_than_what_begins_so():
    keys = np.array([b"01", b"011", b"012", b"02"])
    column = SearchColumn(keys, np.arange(4))
    assert column.starting(b"01") == [0, 1, 2]
    assert column.starting(b"012") == [2] and column.starting(b"0123") == [] and column.starting(b"") == []
