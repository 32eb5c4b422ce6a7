"""機構ダミー: which records of the month the agency chose as dummies (N 委託要領 3(1)④, 6(4)②).

Every row of the list must name one establishment that is on the medium, none twice, and all of them together must be
as many as the 件数表 says. Compared are the bytes of the ``00``.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from app.errors import KenpanError
from app.lists.cells import Plain, UnfitError, office_code
from app.lists.establishments import Establishments
from app.lists.keys import ListKey
from app.lists.named import meant_keys, named_scheme
from app.lists.tables import ListRow, ListTable, list_spec, read_table
from app.progress import Progress, no_progress
from app.records.layouts import Scheme
from app.records.notice_file import NoticeFile

Rule = Literal["dummy.unmatched", "dummy.duplicate", "dummy.missing"]
RULES: Mapping[Rule, str] = {
    "dummy.unmatched": "ダミー一覧の行に当たる通知書がない",
    "dummy.duplicate": "ダミー一覧に同じ事業所が二度ある",
    "dummy.missing": "ダミー一覧の件数が件数表と違う",
}
"""What each rule is called; all are errors."""
LIST, COUNTS = "dummies", "dummy_counts"
_TOTAL = re.compile("合計|総計|計")


class ListFinding(NamedTuple):
    """What is wrong with a list: the ``rule``, where it stands (empty for the whole list), in Japanese."""

    rule: Rule
    file: str
    place: str
    message: str


class Dummy(NamedTuple):
    """An establishment on the list: its row, and the ``01`` of its notices (one or two) in ``file``."""

    row: int
    place: str
    scheme: Scheme
    file: str
    records: tuple[int, ...]


class Declared(NamedTuple):
    """How many rows there must be (件): in all, and of each office where the 件数表 tells; ``source`` is its file, with
    its hash, or empty for a paper that a person read.
    """

    total: int
    offices: Mapping[str, int]
    source: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class DummyList:
    """A list held against the medium. ``rows``: how many it has (件); ``stand_in``: what is our own guess."""

    source: str
    sha256: str
    size: int
    rows: int
    dummies: tuple[Dummy, ...]
    findings: tuple[ListFinding, ...]
    declared: Declared
    headers: Mapping[str, str]
    stand_in: str

    @property
    def notices(self) -> tuple[tuple[str, int], ...]:
        """File and ``01`` of every notice that is a dummy, in the order of the list."""
        return tuple((one.file, record) for one in self.dummies for record in one.records)

    @property
    def counts(self) -> dict[str, int]:
        """Findings by rule."""
        return dict(sorted(Counter(one.rule for one in self.findings).items()))


def read_dummies(
    path: Path, notices: Iterable[NoticeFile], declared: Declared, progress: Progress = no_progress
) -> DummyList:
    """The list in this file, held against the medium and its 件数表. ``KenpanError`` as
    :func:`app.lists.tables.read_table`.
    """
    return match_dummies(read_table(path, list_spec(LIST), progress), notices, declared)


def read_declared(path: Path, progress: Progress = no_progress) -> Declared:
    """The 件数表 of a dummy list; its total must be that of its offices. ``KenpanError`` as
    :func:`app.lists.tables.read_table`, and ``list.count``.
    """
    spec = list_spec(COUNTS)
    table = read_table(path, spec, progress)
    offices: Counter[str] = Counter()
    totals = []
    for row in table.rows:
        count = _whole(row.cells["count"])
        if count is None:
            raise _count_error("件数が 0 以上の整数ではありません。", table, row)
        if _is_total(row.cells["office"]):
            totals.append(count)
            continue
        try:
            offices[office_code(row.cells["office"], spec.label("office"))] += count
        except UnfitError as error:
            raise _count_error(str(error), table, row) from error
    if any(total != offices.total() for total in totals) and offices:
        raise _count_error(f"合計 {totals[0]} 件が、事務所の計 {offices.total()} 件と違います。", table, None)
    return Declared(totals[0] if totals else offices.total(), offices, table.source, table.sha256)


def find_disc(folder: Path) -> tuple[Path, Path | None]:
    """The list and the 件数表 on the agency's disc, the latter if it is there as a file. ``KenpanError``
    ``list.none``, ``list.many``.
    """
    files = [one for one in sorted(folder.iterdir()) if one.suffix.lower() in (".xlsx", ".csv") and one.is_file()]
    counts = [one for one in files if "件数" in unicodedata.normalize("NFKC", one.stem)]
    lists = [one for one in files if one not in counts]
    step = "一覧のファイルを選んでください。"
    if not lists:
        raise KenpanError("list.none", "一覧（xlsx・CSV）がありません。", step, file=folder.name)
    if len(lists) > 1 or len(counts) > 1:
        raise KenpanError("list.many", "一覧か件数表が二つ以上あります。", step, file=folder.name)
    return lists[0], counts[0] if counts else None


def match_dummies(table: ListTable, notices: Iterable[NoticeFile], declared: Declared) -> DummyList:
    """Every row with the notices that it means."""
    spec = list_spec(LIST)
    known = Establishments(notices)
    found: list[Dummy] = []
    findings: list[ListFinding] = []
    first: dict[tuple[str, ListKey], str] = {}
    offices: Counter[str] = Counter()
    for number, row in enumerate(table.rows, 1):
        try:
            office = office_code(row.cells["office"], spec.label("office"))
            offices[office] += 1
            keys = meant_keys(row.cells, spec)
            scheme = named_scheme(row.cells.get("scheme"))
        except UnfitError as error:
            findings.append(ListFinding("dummy.unmatched", table.source, row.place, f"照合できません。{error}"))
            continue
        hits = [one for key in keys for one in known.find(key) if scheme in (None, one.scheme)]
        if len(hits) != 1:
            what = "当たる通知書が、この媒体にありません。" if not hits else "二つ以上の事業所に当たります。"
            findings.append(ListFinding("dummy.unmatched", table.source, row.place, what))
            continue
        own, file, key, records = hits[0]
        before = first.setdefault((own, key), row.place)
        if before != row.place:
            what = f"{before} と同じ事業所です。"
            findings.append(ListFinding("dummy.duplicate", table.source, row.place, what))
            continue
        found.append(Dummy(number, row.place, own, file, records))
    findings += _miscounted(table, declared, offices)
    return DummyList(
        table.source,
        table.sha256,
        table.size,
        len(table.rows),
        tuple(found),
        tuple(findings),
        declared,
        table.headers,
        spec.stand_in,
    )


def _miscounted(table: ListTable, declared: Declared, offices: Mapping[str, int]) -> list[ListFinding]:
    found = []
    if len(table.rows) != declared.total:
        what = f"件数表は {declared.total:,} 件、一覧は {len(table.rows):,} 件です。"
        found.append(ListFinding("dummy.missing", table.source, "", what))
    for office in sorted(declared.offices.keys() | offices.keys()) if declared.offices else ():
        told, here = declared.offices.get(office, 0), offices.get(office, 0)
        if told != here:
            what = f"事務所 {office}：件数表は {told:,} 件、一覧は {here:,} 件です。"
            found.append(ListFinding("dummy.missing", table.source, "", what))
    return found


def _whole(cell: Plain) -> int | None:
    if isinstance(cell, str):
        digits = unicodedata.normalize("NFKC", cell).replace(",", "").strip().removesuffix("件")
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 0 <= cell == int(cell):
        return int(cell)
    return None


def _is_total(cell: Plain) -> bool:
    return isinstance(cell, str) and _TOTAL.fullmatch(re.sub(r"\s", "", cell)) is not None


def _count_error(what: str, table: ListTable, row: ListRow | None) -> KenpanError:
    step = "機構に確かめ、正しい件数表を読み込んでください。"
    return KenpanError("list.count", what, step, file=table.source, place="" if row is None else row.place)
