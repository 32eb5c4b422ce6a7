"""Jobs of a practice ledger in every state, so that every screen has something in it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.proof.model import PieceChoice
from app.signoff.canonical import digest
from app.signoff.jobs import MEDIA, PROOF_MEDIA
from app.signoff.live_parts import without
from app.signoff.model import Part
from app.training import practice_work as work
from app.training.practice_work import Crew

TITLE = "納入告知額通知書　第3巻"
NEW, DUE, SIGNED, READY, VOID, RUN = "new", "due", "signed", "ready", "void", "run"
"""Jobs: without settings; half checked, or to be; waiting for the lead; for the run; void after a change; run."""
MONTHS = {NEW: "2026-12", DUE: "2026-11", SIGNED: "2026-10", READY: "2026-09", VOID: "2026-08", RUN: "2026-07"}
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
    """A job in every state. ``parts`` are what the workstation holds, the open medium as the month's (``media``);
    ``one.live`` the same with it as the proof medium, from which the ``pieces`` were chosen.
    """
    past(one, parts, pieces, RUN)
    work.release(one, RUN)
    past(one, parts, pieces, VOID)
    work.set_value(one, VOID, "press", "2 号機")
    for job in (READY, SIGNED, DUE):
        due(one, parts, job)
        work.begin(one, job, round_of(job), pieces)
    half(one, DUE)
    for job in (READY, SIGNED):
        work.finish(one, round_of(job))
    work.confirm(one, round_of(READY))
    work.approve(one, round_of(READY))
    new(one, parts)


def round_of(job: str) -> str:
    """The first round of a job."""
    return f"{job}-1"


def new(one: Crew, parts: Sequence[Part]) -> None:
    """A job that was registered just now, its medium still to come."""
    work.make_job(one, NEW, MONTHS[NEW], TITLE, without(parts, MEDIA))


def due(one: Crew, parts: Sequence[Part], job: str, print_file: Path | None = None) -> None:
    """A job with all its settings: the two-sides setting may be a file."""
    work.make_job(one, job, MONTHS[job], TITLE, parts)
    work.set_all(one, job, _VALUES, _ABSENT)
    if print_file is not None:
        work.set_file(one, job, "print_file", print_file)


def past(one: Crew, parts: Sequence[Part], pieces: Sequence[PieceChoice], job: str) -> None:
    """An approved job of an earlier month, with media of its own."""
    own = without(parts, MEDIA)
    media = Part(MEDIA, "媒体", digest(f"media {job}"), "PAP03A　8 ファイル")
    proofs = Part(PROOF_MEDIA, "検証品の媒体", digest(f"proofs {job}"), "PAP03A　8 ファイル")
    there = replace(one, live=(*own, proofs))
    due(there, (media, *own), job)
    work.begin(there, job, round_of(job), pieces)
    work.finish(there, round_of(job))
    work.confirm(there, round_of(job))
    work.approve(there, round_of(job))


def half(one: Crew, job: str) -> None:
    """Check about half of a job's round; two pieces fail."""
    ids = {piece.number: piece.piece_id for piece in one.round(round_of(job)).pieces}
    backs = {number: ids[other] for number, other in WRONG.items()}
    work.check_all(one, round_of(job), range(1, HALF + 1), backs)
