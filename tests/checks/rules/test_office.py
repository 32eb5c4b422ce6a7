"""The office of a record: codes of another prefecture, run by run, and names that others of the office do not have."""

import pytest

from app.checks.rules.office import NAME, PREFECTURE
from tests.checks.rules.small_files import findings, first, notice, total, view
from tests.rows import each_row

OWN, FOREIGN, OTHER = "2101", "2201", "2202"


def of(code: str, count: int = 1, name: str = "見本東") -> list[bytes]:
    """Establishments of an office, and its 02."""
    one = [first(changes={3: code, 11: code}), notice(changes={3: code, 74: name})]
    return [*one * count, total(count, count, 3_625_923 * count, count, 3_040_000 * count, code=code)]


def runs(*records: bytes) -> list[tuple[int, int]]:
    """First record and number of records of each run that the rule of the prefecture finds."""
    (hits,) = list(PREFECTURE.find(view(*records))) or [None]
    if hits is None:
        return []
    assert (hits.offset, hits.length) == (0, 4)
    return list(zip(hits.records.tolist(), hits.runs.tolist(), strict=True))


@each_row(
    ("records", "found"),
    [
        (of(OWN), []),
        (of(FOREIGN), [(0, 3)]),
        (of(FOREIGN, 3), [(0, 7)]),
        ([*of(OWN), *of(FOREIGN, 2)], [(3, 5)]),
        ([*of(FOREIGN), *of(OTHER)], [(0, 3), (3, 3)]),
        ([*of(FOREIGN), *of(OWN), *of(FOREIGN)], [(0, 3), (6, 3)]),
        # A code that stands alone is damage: of a 00, of a 01, of an 02
        ([first(changes={3: FOREIGN}), *of(OWN)[1:]], []),
        ([*of(OWN)[:1], notice(changes={3: FOREIGN}), *of(OWN)[2:]], []),
        ([*of(OWN)[:2], of(FOREIGN)[2]], []),
        ([of(FOREIGN)[2], *of(OWN)], []),
    ],
)
def test_records_of_another_prefecture_are_found_run_by_run_where_they_say_so_themselves(records, found):
    assert runs(*records) == found


@pytest.mark.parametrize(("records", "told"), [(of(FOREIGN), True), (of(FOREIGN)[:1], False)])
def test_how_many_records_follow_is_told_where_more_than_one_does(records, told):
    (found,) = findings(view(*records), (PREFECTURE,))
    assert ("レコード続けて" in found.message) == told
    assert f"統一事務所コード（項番3）が {FOREIGN} です。このファイルは東京都なので、21 で始まるはず" in found.message


def test_a_record_that_is_not_sound_belongs_to_no_run():
    (hits,) = PREFECTURE.find(view(*of(FOREIGN, 3), unsound=[2]))
    assert list(zip(hits.records.tolist(), hits.runs.tolist(), strict=True)) == [(0, 2), (3, 4)]


def named(*names: str) -> list[bytes]:
    """One establishment for each name, all of one office."""
    return [record for name in names for record in of(OWN, name=name)[:2]]


@each_row(
    ("records", "wrong"),
    [
        (named("見本東", "見本東", "見本西"), [5]),
        (named("見本西", "見本東", "見本東"), [1]),
        (named("見本東", "見本西"), [3]),
        (named("髙橋", "髙橋", "高橋"), [5]),
        ([*named("見本東"), *of(OTHER, name="見本西")[:2]], []),
        ([notice(changes={74: b"\xfb\xfc"}), notice(changes={74: b"\xee\xe0"})], []),
    ],
)
def test_the_name_that_most_records_of_an_office_do_not_have_is_found(records, wrong):
    found = findings(view(*records), (NAME,))
    assert [one.record for one in found] == wrong
    assert all("同じ統一事務所コードのほかのレコードと違います" in one.message for one in found)
