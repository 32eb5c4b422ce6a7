"""別送・引き抜き: which establishments' notices go elsewhere, and which are pulled out (N 委託要領6).

The lists of all pension offices lie in one encrypted ZIP. Each row is held against the ``00`` of the medium; what
cannot be carried out with certainty is told with its reason, as the agency's 別紙10-3 asks.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from app.canonical import canonical, digest
from app.lists.cells import Plain, UnfitError, is_blank, postal_code, words
from app.lists.establishments import Establishment, Establishments
from app.lists.keys import Destination, ListKey
from app.lists.list_zip import LIST, ReadLists
from app.lists.named import meant_keys
from app.lists.tables import ListRow, ListSpec, list_spec
from app.progress import Progress, no_progress
from app.records.layouts import Scheme
from app.records.notice_file import NoticeFile

Kind = Literal["redirect", "pull"]
State = Literal["matched", "unmatched", "duplicate", "contradiction"]
KINDS: Mapping[Kind, str] = {"redirect": "別送", "pull": "引き抜き"}
STATES: Mapping[State, str] = {
    "matched": "一致",
    "unmatched": "該当なし",
    "duplicate": "重複",
    "contradiction": "矛盾",
}
RULES: Mapping[State, str] = {
    "unmatched": "list.unmatched",
    "duplicate": "list.duplicate",
    "contradiction": "list.contradiction",
}
"""The rule that objects to a row in this state; all are errors."""
USUAL_SHARE = 0.05
"""What N expects of all notices (委託要領6(3))."""
_MATCHING = "一覧の照合"
_MOST_OFFERED = 200
"""Rows without a match for which near ones are looked for."""


class ListedRow(NamedTuple):
    """A row of a list with what became of it. ``number`` counts the rows of all files from 1; ``records`` are the
    ``01`` it is about; ``reason`` (Japanese) says why it cannot be carried out; ``near``: who may have been meant.
    """

    number: int
    file: str
    place: str
    kind: Kind | None
    office: str
    symbol: str
    code: str
    state: State
    found: Establishment | None
    destination: Destination | None
    reason: str
    near: tuple[Establishment, ...] = ()

    @property
    def records(self) -> tuple[tuple[str, int], ...]:
        """File and ``01`` of each notice that is meant."""
        return () if self.found is None else tuple((self.found.file, record) for record in self.found.records)


@dataclass(frozen=True)
class RedirectLists:
    """The lists held against a medium. ``notices``: how many (件) it has; ``stand_in``: what is our own guess."""

    read: ReadLists
    rows: tuple[ListedRow, ...]
    notices: int
    stand_in: str

    @cached_property
    def redirects(self) -> dict[ListKey, Destination]:
        """Where establishments have their notices sent: rows that can be carried out only."""
        return {
            one.found.key: one.destination
            for one in self._done("redirect")
            if one.found is not None and one.destination is not None
        }

    @cached_property
    def pulled(self) -> frozenset[ListKey]:
        """Establishments whose notices are pulled out."""
        return frozenset(one.found.key for one in self._done("pull") if one.found is not None)

    @cached_property
    def pulled_records(self) -> frozenset[tuple[str, int]]:
        """File and ``01`` of each notice that is pulled out."""
        return frozenset(place for one in self._done("pull") for place in one.records)

    @cached_property
    def carried(self) -> str:
        """SHA-256 of what is carried out: who is sent where, and who is pulled out; nothing of how the lists lie."""
        sent = sorted((b"".join(key).hex(), *to) for key, to in self.redirects.items())
        pulled = sorted(b"".join(key).hex() for key in self.pulled)
        return digest(canonical({"redirects": [list(one) for one in sent], "pulled": pulled}))

    @cached_property
    def open_rows(self) -> tuple[ListedRow, ...]:
        """What cannot be carried out: the rows of 別紙10-3."""
        return tuple(one for one in self.rows if one.state != "matched")

    @cached_property
    def counts(self) -> dict[str, int]:
        """Rows by state, and of those that match by kind."""
        own = Counter(one.state for one in self.rows)
        kinds = Counter(one.kind for one in self.rows if one.state == "matched")
        return {state: own[state] for state in STATES} | {kind: kinds[kind] for kind in KINDS}

    @cached_property
    def share(self) -> float:
        """Notices that go elsewhere or are pulled out, of all (件)."""
        return sum(len(one.records) for one in self.rows if one.state == "matched") / max(self.notices, 1)

    def _done(self, kind: Kind) -> Iterator[ListedRow]:
        return (one for one in self.rows if one.state == "matched" and one.kind == kind)


def match_lists(lists: ReadLists, notices: Iterable[NoticeFile], progress: Progress = no_progress) -> RedirectLists:
    """Every row with the notices that it is about."""
    spec = list_spec(LIST)
    known = Establishments(notices)
    schemes = {one.name: one.scheme for one in lists.files}
    total = sum(len(table.rows) for table in lists.tables)
    rows: list[ListedRow] = []
    offered = 0
    for table in lists.tables:
        for row in table.rows:
            own = _matched(len(rows) + 1, table.source, row, schemes.get(table.source), known, spec)
            if own.state == "unmatched" and own.kind is not None and offered < _MOST_OFFERED:
                offered += 1
                own = own._replace(near=_near(row, known, spec))
            rows.append(own)
        progress(_MATCHING, len(rows), total)
    return RedirectLists(lists, tuple(_contradictions(rows)), len(known), spec.stand_in)


def _matched(
    number: int, file: str, row: ListRow, scheme: Scheme | None, known: Establishments, spec: ListSpec
) -> ListedRow:
    cells = row.cells
    own = ListedRow(
        number,
        file,
        row.place,
        _kind(cells["kind"]),
        _shown(cells["office"]),
        _shown(cells["symbol"]),
        _shown(cells["number"]),
        "unmatched",
        None,
        None,
        "",
    )
    if own.kind is None:
        return own._replace(reason="登録内容が「別送」でも「引き抜き」でもありません。")
    try:
        keys = meant_keys(cells, spec)
    except UnfitError as error:
        return own._replace(reason=str(error))
    hits = [one for key in keys for one in known.find(key)]
    fitting = [one for one in hits if scheme in (None, one.scheme)]
    if hits and not fitting:
        return own._replace(state="contradiction", reason="一般・船員のフォルダーと、媒体の区分が違います。")
    if len(fitting) != 1:
        what = "二つ以上の事業所に当たります。" if fitting else "当たる事業所が、この媒体にありません。"
        return own._replace(reason=what)
    own = own._replace(state="matched", found=fitting[0])
    if own.kind == "pull":
        return own
    try:
        return own._replace(destination=_destination(cells, spec))
    except UnfitError as error:
        return own._replace(state="contradiction", reason=str(error))


def _destination(cells: Mapping[str, Plain], spec: ListSpec) -> Destination:
    for key in ("name", "postal", "address"):
        if is_blank(cells.get(key)):
            raise UnfitError(f"{spec.label(key)}が空です。")
    return Destination(
        words(cells["name"], spec.label("name")),
        postal_code(cells["postal"], spec.label("postal")),
        words(cells["address"], spec.label("address")),
    )


def _contradictions(rows: Sequence[ListedRow]) -> list[ListedRow]:
    """One establishment on two rows: the same again is a repetition, anything else carries out none of them."""
    own: dict[tuple[str, ListKey], list[ListedRow]] = {}
    for row in rows:
        if row.state == "matched" and row.found is not None:
            own.setdefault((row.found.file, row.found.key), []).append(row)
    changed: dict[int, ListedRow] = {}
    for group in (group for group in own.values() if len(group) > 1):
        first = group[0]
        alike = all((one.kind, one.destination) == (first.kind, first.destination) for one in group)
        for one in group:
            other = next(two for two in group if two is not one)
            if not alike:
                what = f"{_where(other)} と同じ事業所で、登録内容か別送先が違います。"
                changed[one.number] = one._replace(state="contradiction", reason=what)
            elif one is not first:
                what = f"{_where(first)} と同じ内容です。"
                changed[one.number] = one._replace(state="duplicate", reason=what)
    return [changed.get(row.number, row) for row in rows]


def _where(row: ListedRow) -> str:
    return f"{row.file} {row.place}"


def _near(row: ListRow, known: Establishments, spec: ListSpec) -> tuple[Establishment, ...]:
    try:
        keys = meant_keys(row.cells, spec)
    except UnfitError:
        return ()
    return next((found for key in keys if (found := known.near(key))), ())


def _kind(cell: Plain) -> Kind | None:
    text = "".join(unicodedata.normalize("NFKC", cell).split()) if isinstance(cell, str) else ""
    kinds: list[Kind] = []
    if "別送" in text:
        kinds.append("redirect")
    if "引き抜" in text or "引抜" in text:
        kinds.append("pull")
    return kinds[0] if len(kinds) == 1 else None


def _shown(cell: Plain) -> str:
    """A cell as it stands, for a list of what could not be carried out."""
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return "" if cell is None or isinstance(cell, dict) else str(cell)[:80]
