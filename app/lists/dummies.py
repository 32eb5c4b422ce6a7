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

import jaconv
import numpy as np

from app.errors import KenpanError
from app.lists.cells import Plain, UnfitError, is_blank, office_code, words
from app.lists.keys import ListKey, list_keys, split_key
from app.lists.tables import ListRow, ListSpec, ListTable, list_spec, read_table
from app.progress import Progress, no_progress
from app.records.layouts import Scheme
from app.records.notice_file import DETAIL, NoticeFile

Rule = Literal["dummy.unmatched", "dummy.duplicate", "dummy.missing"]
RULES: Mapping[Rule, str] = {
    "dummy.unmatched": "ダミー一覧の行に当たる通知書がない",
    "dummy.duplicate": "ダミー一覧に同じ事業所が二度ある",
    "dummy.missing": "ダミー一覧の件数が件数表と違う",
}
"""What each rule is called; all are errors."""
LIST, COUNTS = "dummies", "dummy_counts"
_NUMBER, _DISTRICT, _SYMBOL_BYTES = 5, 2, 4
_DIGITS = re.compile("[0-9]+")
_BETWEEN = re.compile(r"[\s\-‐‑−–—]")
_BLANK = b" \x00"
_TOTAL = re.compile("合計|総計|計")
_SCHEMES: tuple[tuple[str, Scheme], ...] = (("船", "senpo"), ("厚", "kounen"), ("一般", "kounen"))


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
    known = _establishments(notices)
    found: list[Dummy] = []
    findings: list[ListFinding] = []
    first: dict[tuple[str, ListKey], str] = {}
    offices: Counter[str] = Counter()
    for number, row in enumerate(table.rows, 1):
        try:
            office = office_code(row.cells["office"], spec.label("office"))
            offices[office] += 1
            keys = _keys(office, row, spec)
            scheme = _scheme(row.cells.get("scheme"))
        except UnfitError as error:
            findings.append(ListFinding("dummy.unmatched", table.source, row.place, f"照合できません。{error}"))
            continue
        hits = [one for key in keys for one in known.get(key, ()) if scheme in (None, one[0])]
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


_Known = Mapping[ListKey, list[tuple[Scheme, str, ListKey, tuple[int, ...]]]]


def _establishments(notices: Iterable[NoticeFile]) -> _Known:
    """By key without blanks: scheme, file, the key as it stands, and its ``01``."""
    found: dict[ListKey, list[tuple[Scheme, str, ListKey, tuple[int, ...]]]] = {}
    for file in notices:
        rows = file.rows(DETAIL)
        if not len(rows):
            continue
        keys, there = list_keys(file, rows)
        each, inverse = np.unique(keys, axis=0, return_inverse=True)
        groups: list[list[int]] = [[] for _ in each]
        for row, at, is_there in zip(rows.tolist(), np.asarray(inverse).reshape(-1).tolist(), there, strict=True):
            if is_there:
                groups[at].append(row)
        for raw, own in zip(each, groups, strict=True):
            if own:
                key = split_key(raw.tobytes())
                found.setdefault(_bare(key), []).append((file.scheme, file.name, key, tuple(own)))
    return found


def _bare(key: ListKey) -> ListKey:
    """Without the blanks after the 記号, of one byte or of two."""
    symbol = key.symbol.strip(_BLANK)
    return key._replace(symbol=symbol.removesuffix(b"\x81\x40").removesuffix(b"\x81\x40"))


def _keys(office: str, row: ListRow, spec: ListSpec) -> list[ListKey]:
    """The ways in which the bytes of a record can say what the row says."""
    digits = _plain(row.cells["number"], spec.label("number"))
    if not _DIGITS.fullmatch(digits) or len(digits) > _NUMBER:
        raise UnfitError(f"{spec.label('number')}が{_NUMBER}桁までの数字ではありません。")
    symbol = _plain(row.cells["symbol"], spec.label("symbol"))
    district = row.cells.get("district")
    if not is_blank(district):
        symbol = _plain(district, spec.label("district")).zfill(_DISTRICT) + symbol
    head, tail = symbol[:_DISTRICT], symbol[_DISTRICT:]
    if not _DIGITS.fullmatch(head) or len(head) < _DISTRICT or not tail:
        raise UnfitError(f"{spec.label('symbol')}が、郡市区符号2桁と記号ではありません。")
    forms = {made for made in (_bytes(_narrow(tail)), _bytes(jaconv.h2z(tail, ascii=True, digit=True))) if made}
    if not forms:
        raise UnfitError(f"{spec.label('symbol')}の記号が{_SYMBOL_BYTES}桁を超えているか、使えない文字があります。")
    number = digits.zfill(_NUMBER).encode("ascii")
    return [ListKey(office.encode("ascii"), head.encode("ascii") + form, number) for form in sorted(forms)]


def _narrow(text: str) -> str:
    narrow: str = jaconv.z2h(text, kana=True, ascii=True, digit=True)
    return narrow


def _bytes(text: str) -> bytes | None:
    try:
        made = text.encode("cp932")
    except UnicodeEncodeError:
        return None
    return made if len(made) <= _SYMBOL_BYTES else None


def _plain(cell: Plain, label: str) -> str:
    """A code as text: half-width, upper case, without what people put between its parts."""
    if isinstance(cell, int | float):
        whole = _whole(cell)
        if whole is None:
            raise UnfitError(f"{label}のセルが整数ではありません。")
        return str(whole)
    text = _BETWEEN.sub("", unicodedata.normalize("NFKC", words(cell, label))).upper()
    if not text:
        raise UnfitError(f"{label}が空です。")
    return text


def _scheme(cell: Plain) -> Scheme | None:
    if is_blank(cell) or not isinstance(cell, str):
        return None
    return next((scheme for word, scheme in _SCHEMES if word in cell), None)


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
