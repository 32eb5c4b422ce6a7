"""From one defect to every piece with the same condition: which notices, and where each of them is by now.

A condition is looked for over all records at once; what the machines' logs say of a piece tells how far it went. What
left the house is not here any more: that list is what has to be found and brought back (N 委託要領 13(2)(3)).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.records.layouts import notice_layouts
from app.records.notice_file import NoticeFile
from app.records.text import encode
from app.records.text_columns import trail_mask
from app.tally.model import INSERT, NO_TIME, POST, PRINT, UNTOLD, WEIGHT, Events, Lives, Pieces

Kind = Literal["record", "office", "form", "case", "character", "roll", "machine", "period"]
KIND_WORDS: Mapping[Kind, str] = {
    "record": "通知書（事業所）",
    "office": "年金事務所",
    "form": "様式・ファイル",
    "case": "特例",
    "character": "文字",
    "roll": "ロール",
    "machine": "機械",
    "period": "時間帯",
}
"""What a defect may have in common with other pieces."""
Mask = NDArray[np.bool_]
Stage = Literal["posted", "weighed", "inserted", "printed", "none", "unknown"]
STAGES: Mapping[Stage, tuple[str, str]] = {
    "posted": ("差出済", "郵便局・宛先"),
    "weighed": ("計量済", "工場（差出前）"),
    "inserted": ("封入済", "工場（計量前）"),
    "printed": ("印字済", "工場（封入前）"),
    "none": ("印字前", "データのみ"),
    "unknown": ("ログなし", "分からない"),
}
"""How far a piece went, and who has it. Without a log of the way out nobody knows."""
_CODES: tuple[Stage, ...] = tuple(STAGES)
_ROWS = 65_536


@dataclass(frozen=True, eq=False)
class Affected:
    """The notices ``(k,)`` of the month (of :class:`Pieces`) that meet a condition, and the ``stage`` ``(k,)`` of each;
    ``pulled`` ``(k,)``: its envelope is not posted but handed to its office.
    """

    pieces: Pieces
    notices: NDArray[np.int64]
    stage: NDArray[np.uint8]
    pulled: Mask

    def __len__(self) -> int:
        return len(self.notices)

    @property
    def envelopes(self) -> int:
        """How many (通)."""
        return len(np.unique(self.pieces.envelope[self.notices]))

    def stage_of(self, at: int) -> Stage:
        """How far one went."""
        return _CODES[int(self.stage[at])]

    def who_has(self, at: int) -> str:
        """Who has it."""
        stage = self.stage_of(at)
        return "年金事務所・工場" if self.pulled[at] and stage == "posted" else STAGES[stage][1]

    @property
    def by_stage(self) -> dict[Stage, int]:
        """Envelopes (通) by how far they went: a piece of two sheets counts as its farther one."""
        envelopes = self.pieces.envelope[self.notices]
        if not len(envelopes):
            return {}
        every, at = np.unique(envelopes, return_inverse=True)
        farthest = np.full(len(every), len(_CODES), dtype=np.uint8)
        np.minimum.at(farthest, at, self.stage)
        sizes = np.bincount(farthest, minlength=len(_CODES))
        return {one: int(sizes[code]) for code, one in enumerate(_CODES) if sizes[code]}


def affected(pieces: Pieces, found: Mask, lives: Lives | None) -> Affected:
    """The notices of a mask ``(n,)`` with their envelopes' other sheets, and how far each went."""
    envelopes = np.zeros(pieces.envelopes, dtype=bool)
    envelopes[pieces.envelope[found]] = True
    notices = np.flatnonzero(envelopes[pieces.envelope])
    return Affected(pieces, notices, _stages(pieces, notices, lives), pieces.pulled[pieces.envelope[notices]])


def _stages(pieces: Pieces, notices: NDArray[np.int64], lives: Lives | None) -> NDArray[np.uint8]:
    code = {one: at for at, one in enumerate(_CODES)}
    if lives is None:
        return np.full(len(notices), code["unknown"], dtype=np.uint8)
    envelope = pieces.envelope[notices]
    told = np.full(len(notices), code["none" if PRINT in lives.logged else "unknown"], dtype=np.uint8)
    told[lives.printed[notices] > 0] = code["printed"]
    names: tuple[tuple[int, Stage], ...] = ((INSERT, "inserted"), (WEIGHT, "weighed"), (POST, "posted"))
    for stage, name in names:
        if stage in lives.done:
            told[lives.done[stage][envelope] > 0] = code[name]
    if POST not in lives.logged:
        told[told == code["weighed"]] = code["unknown"]  # it may have left since
    return told


# Conditions


def at_places(pieces: Pieces, places: Iterable[tuple[str, int]]) -> Mask:
    """These notices."""
    found = np.zeros(len(pieces), dtype=bool)
    for file, record in places:
        at = pieces.find(file, record)
        if at is not None:
            found[at] = True
    return found


def of_office(pieces: Pieces, office: str) -> Mask:
    """Every notice of an office (four digits)."""
    found: Mask = pieces.office == office.encode("ascii", "replace")
    return found


def of_form(pieces: Pieces, scheme: str, file: str = "") -> Mask:
    """Every notice on the form of a scheme, of one file or (empty) of all."""
    wanted = [own == scheme and file in ("", name) for name, own in zip(pieces.files, pieces.schemes, strict=True)]
    found: Mask = np.array(wanted, dtype=bool)[pieces.file]
    return found


def with_case(pieces: Pieces, rows: Mapping[str, NDArray[np.int64]]) -> Mask:
    """Notices at these records, by file: those that have a special case."""
    found = np.zeros(len(pieces), dtype=bool)
    for at, name in enumerate(pieces.files):
        begin, end = int(pieces.starts[at]), int(pieces.starts[at + 1])
        found[begin:end] = np.isin(pieces.record[begin:end], rows.get(name, np.zeros(0, dtype=np.int64)))
    return found


def with_character(pieces: Pieces, files: Sequence[NoticeFile], text: str | bytes) -> Mask:
    """Notices in one of whose text fields this character stands, by its bytes, at a character's place. ``text``: one
    character, or the two bytes of a 外字. ``ValueError`` for what no record can hold.
    """
    raw = text if isinstance(text, bytes) else encode(text)
    if len(raw) not in (1, 2):
        raise ValueError("one character")
    by_name = {one.name: one for one in files}
    found = np.zeros(len(pieces), dtype=bool)
    for at, name in enumerate(pieces.files):
        begin, end = int(pieces.starts[at]), int(pieces.starts[at + 1])
        found[begin:end] = _holding(by_name[name], pieces.record[begin:end], raw)
    return found


def _holding(file: NoticeFile, records: NDArray[np.int64], raw: bytes) -> Mask:
    layout = notice_layouts(file.scheme)["01"]
    fields = [field for field in layout.fields if field.is_text]
    found = np.zeros(len(records), dtype=bool)
    for start in range(0, len(records), _ROWS):
        rows = records[start : start + _ROWS]
        block = file.data[rows]
        for field in fields:
            column = np.ascontiguousarray(block[:, field.offset : field.offset + field.length])
            hits = column == raw[0]
            if len(raw) == 2:
                hits[:, :-1] &= column[:, 1:] == raw[1]
                hits[:, -1] = False
            some = np.flatnonzero(hits.any(axis=1))
            if len(some):
                found[start + some[(hits[some] & ~trail_mask(column[some])).any(axis=1)]] = True
    return found


def of_roll(pieces: Pieces, lives: Lives, roll: str) -> Mask:
    """Notices that were printed on a roll, as the printers' logs name it. ``ValueError`` for one that none names."""
    events = lives.events
    return _printed(pieces, events.notice[(events.stage == PRINT) & (events.roll == events.rolls.index(roll))])


def names_roll(lives: Lives, roll: str) -> bool:
    """Whether a printer's log names this roll."""
    events = lives.events
    if not roll or roll not in events.rolls:
        return False
    return bool(((events.stage == PRINT) & (events.roll == events.rolls.index(roll))).any())


def without_roll(lives: Lives, roll: str) -> int:
    """Lines of the machines that name this roll which name none."""
    events = lives.events
    prints = events.stage == PRINT
    machines = np.unique(events.machine[prints & (events.roll == events.rolls.index(roll))])
    blank = prints & ~events.remake & np.isin(events.machine, machines) & (events.roll == events.rolls.index(""))
    return int(blank.sum())


Edge = int | tuple[int, int]
"""Where a roll begins or ends on its press: a moment (ms of the machine's clock), or a notice and its making
(:data:`UNTOLD`: whichever was printed first).
"""


def between(pieces: Pieces, lives: Lives, machine: str, first: Edge, last: Edge) -> Mask:
    """Notices that a press printed from one edge to the other, both included, in the order of its log: a clock that
    jumps leaves no sheet out where both stand in one log. ``LookupError`` for a notice that this press did not print,
    and for an end before its beginning.
    """
    events = lives.events
    rows = np.flatnonzero((events.stage == PRINT) & (events.machine == events.machines.index(machine)))
    begin, end = (edge if isinstance(edge, int) else _row_of(events, rows, edge) for edge in (first, last))
    is_told = not isinstance(first, int), not isinstance(last, int)
    if all(is_told) and events.log[begin] == events.log[end]:
        rows = rows[events.log[rows] == events.log[begin]]
        key, low, high = events.line[rows], int(events.line[begin]), int(events.line[end])
    else:
        key = events.time[rows]
        low, high = (int(events.time[at]) if piece else at for at, piece in zip((begin, end), is_told, strict=True))
    if low > high:
        raise LookupError("order")
    return _printed(pieces, events.notice[rows[(key >= low) & (key <= high)]])


def _row_of(events: Events, rows: NDArray[np.int64], edge: tuple[int, int]) -> int:
    """Where a notice was printed: the making that is asked for, else the earliest."""
    notice, making = edge
    own = rows[events.notice[rows] == notice]
    exact = own[events.making[own] == making] if making != UNTOLD else own[:0]
    own = exact if len(exact) else own
    if not len(own):
        raise LookupError("piece")
    return int(own[np.lexsort((events.line[own], events.time[own]))[0]])


def _printed(pieces: Pieces, notices: NDArray[np.integer]) -> Mask:
    found = np.zeros(len(pieces), dtype=bool)
    found[notices] = True
    return found


def of_events(pieces: Pieces, lives: Lives, machine: str = "", begin: int = NO_TIME, end: int = NO_TIME) -> Mask:
    """Notices that went through a machine (empty: any) between two moments (ms of the machine's clock, half open;
    :data:`NO_TIME`: from the beginning, to the end). An event of an envelope is one of all its sheets.
    """
    events = lives.events
    wanted = np.ones(len(events), dtype=bool)
    if machine:
        wanted &= events.machine == (events.machines.index(machine) if machine in events.machines else -1)
    if begin != NO_TIME:
        wanted &= events.time >= begin
    if end != NO_TIME:
        wanted &= (events.time < end) & (events.time != NO_TIME)
    hit = events.notice[wanted]
    found = np.zeros(len(pieces), dtype=bool)
    found[hit] = True
    later = wanted & (events.stage != PRINT)
    through = np.zeros(pieces.envelopes, dtype=bool)
    through[pieces.envelope[events.notice[later]]] = True
    return found | through[pieces.envelope]
