"""Processes and months of a practice ledger in every state, so that every screen has something in it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from app.canonical import digest
from app.proof.model import PieceChoice
from app.signoff.binding import MEDIA, PROOF_MEDIA
from app.signoff.live_parts import without
from app.signoff.model import Part
from app.training import practice_work as work
from app.training.practice_work import Crew

TITLE = "納入告知額通知書　第3巻"
NEW, DUE, SIGNED, READY, VOID, RUN = "new", "due", "signed", "ready", "void", "run"
"""Processes: without settings; half checked, or to be; waiting for the lead; in force, its month being checked; void
after a change; in force, its month's run let go.
"""
TITLES: Mapping[str, str] = {
    NEW: "工程６　次年度",
    DUE: "工程５　新しい様式",
    SIGNED: "工程４　新しい封入封緘機",
    READY: "工程３　本番",
    VOID: "工程２　予備機",
    RUN: "工程１　前年度",
}
MONTHS: Mapping[str, str] = {READY: "2026-12", RUN: "2026-11"}
"""The period of the month that a process makes."""
HALF, WRONG = 21, {6: 7, 17: 18}
"""Pieces of a round that is half checked, and those of them that carry the back of another: they fail."""
_VALUES = {
    "editing": "EDIT 3.2.1",
    "print_file": "3面　v5",
    "imposition": "2面付け　v5",
    "press": "1 号機",
    "paper": "AH-55",
    "inserting": "MATCH 2",
    "inspection": "表裏照合あり",
}
_ABSENT = {"folding": "折りは封入封緘機で行う"}


def furnish(one: Crew, parts: Sequence[Part], pieces: Sequence[PieceChoice]) -> None:
    """A process in every state, and two months. ``parts`` are what the workstation holds, the open medium as the
    month's (``media``); ``one.live`` the same with it as the proof medium, from which the ``pieces`` were chosen.
    """
    past(one, parts, pieces, RUN)
    run(one, parts, RUN)
    past(one, parts, pieces, VOID)
    work.set_value(one, VOID, "press", "2 号機")
    for process in (READY, SIGNED, DUE):
        due(one, parts, process)
        work.begin(one, process, round_of(process), pieces)
    half(one, DUE)
    for process in (READY, SIGNED):
        work.finish(one, round_of(process))
    work.confirm(one, round_of(READY))
    work.approve(one, round_of(READY))
    month(one, READY, parts)
    work.receive(one, month_of(READY))
    new(one, parts)


def round_of(process: str) -> str:
    """The first round of a process."""
    return f"{process}-1"


def month_of(process: str) -> str:
    """The month that is made by a process."""
    return f"{process}-month"


def new(one: Crew, parts: Sequence[Part]) -> None:
    """A process that was registered just now."""
    work.make_process(one, NEW, TITLES[NEW], parts)


def due(one: Crew, parts: Sequence[Part], process: str, print_file: Path | None = None) -> None:
    """A process with all its settings: the two-sides setting may be a file."""
    work.make_process(one, process, TITLES[process], parts)
    work.set_all(one, process, _VALUES, _ABSENT)
    if print_file is not None:
        work.set_file(one, process, "print_file", print_file)


def past(one: Crew, parts: Sequence[Part], pieces: Sequence[PieceChoice], process: str) -> None:
    """An approved process, whose proofs were chosen from a medium of its own."""
    own = without(parts, MEDIA)
    proofs = Part(PROOF_MEDIA, "検証品の媒体", digest(f"proofs {process}"), "PAP03A　8 ファイル")
    there = replace(one, live=(*own, proofs))
    due(there, own, process)
    work.begin(there, process, round_of(process), pieces)
    work.finish(there, round_of(process))
    work.confirm(there, round_of(process))
    work.approve(there, round_of(process))


def month(one: Crew, process: str, parts: Sequence[Part]) -> None:
    """The month of a process, bound to these parts."""
    work.make_month(one, month_of(process), MONTHS.get(process, "2026-12"), TITLE, process, parts)


def run(one: Crew, parts: Sequence[Part], process: str) -> None:
    """An earlier month, with a medium of its own, whose run was let go."""
    media = Part(MEDIA, "媒体", digest(f"media {process}"), "PAP03A　8 ファイル")
    month(one, process, (media, *without(parts, MEDIA)))
    work.receive(one, month_of(process))
    work.close_check(one, month_of(process))
    work.release(one, month_of(process))


def half(one: Crew, process: str) -> None:
    """Check about half of a process's round; two pieces fail."""
    ids = {piece.number: piece.piece_id for piece in one.round(round_of(process)).pieces}
    backs = {number: ids[other] for number, other in WRONG.items()}
    work.check_all(one, round_of(process), range(1, HALF + 1), backs)
