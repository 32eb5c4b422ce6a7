"""How far people are with a comparison that nobody signed yet, kept in the month's encrypted store.

It is of one result, named by its hash: with another print, form or zone there is another one, and it begins anew.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple, cast

from app.canonical import canonical
from app.errors import KenpanError
from app.month.keeping.month_store import open_store
from app.month.printed.in_hand import Compared
from app.month.printed.signing import result_sha256
from app.proof.compared.differences import DECISIONS, DifferenceReview, Ruling
from app.signoff import months
from app.signoff.book import Book, Session

_WORK, _OF_CAPTURES = "comparison.work", "captures.work"
"""A sample of captures is gone through beside the print: neither takes the place of the other."""


class KeptWork(NamedTuple):
    """``result``: SHA-256 of the result as a file. ``seen``: places of the differences that were looked at; ``ruled``:
    place of each group that was decided, what and why.
    """

    result: str
    seen: tuple[int, ...]
    ruled: tuple[tuple[int, str, str], ...]


def work_of(one: Compared) -> KeptWork:
    """What was done so far."""
    review = one.review
    ruled = tuple((group, ruling.decision, ruling.reason) for group, ruling in sorted(review.rulings.items()))
    return KeptWork(result_sha256(one), tuple(sorted(review.seen)), ruled)


def go_on(one: Compared, work: KeptWork | None) -> bool:
    """Go on where it was left, beside what was done since; ``False`` where what was kept is of another result."""
    if work is None or work.result != result_sha256(one) or not (work.seen or work.ruled):
        return False
    for at in work.seen:
        if 0 <= at < len(one.result.findings):
            one.review.tick(at)
    for group, decision, reason in work.ruled:
        if group not in one.review.rulings and _is_possible(one.review, group, decision, reason):
            one.review.rule(group, Ruling(cast(Any, decision), reason))
    return True


def _is_possible(review: DifferenceReview, group: int, decision: str, reason: str) -> bool:
    known = 0 <= group < len(review.groups) and decision in DECISIONS and bool(reason.strip())
    return known and review.may(group, cast(Any, decision))


def keep(book: Book, session: Session, root: Path, month: str, work: KeptWork, *, of_captures: bool = False) -> bool:
    """Keep it in the month's store; ``False`` where the month has none. ``KenpanError`` as :func:`put`. Not for the GUI
    thread.
    """
    name = _OF_CAPTURES if of_captures else _WORK
    return put(book, session, root, month, name, canonical(work._asdict()).encode("utf-8"))


def kept(book: Book, session: Session, root: Path, month: str, *, of_captures: bool = False) -> KeptWork | None:
    """What was kept last; ``None`` where nothing was. ``KenpanError`` as :func:`keep`, ``month.damaged``."""
    raw = get(book, session, root, month, _OF_CAPTURES if of_captures else _WORK)
    return None if raw is None else _read(raw)


def put(book: Book, session: Session, root: Path, month: str, name: str, content: bytes) -> bool:
    """Keep a content under a name in the month's store; ``False`` where the month has none. ``KenpanError`` as
    :func:`app.month.keeping.month_store.open_store`.
    """
    if not _has_store(book, month):
        return False
    store = open_store(book, session, root, month)
    store.write(name, content, store.find(name))
    return True


def get(book: Book, session: Session, root: Path, month: str, name: str) -> bytes | None:
    """What was kept under a name, ``None`` where nothing was. ``KenpanError`` as :func:`put`, ``month.damaged``."""
    if not _has_store(book, month):
        return None
    store = open_store(book, session, root, month)
    return None if store.find(name) is None else store.read(name)


def _has_store(book: Book, month: str) -> bool:
    one = months.existing(book.refresh(), month).store
    return one is not None and one.destroyed is None


def _read(raw: bytes) -> KeptWork:
    """The store vouches for the bytes; another version of the program may have written them otherwise."""
    try:
        told = json.loads(raw)
        seen = tuple(int(at) for at in told["seen"])
        ruled = tuple((int(group), str(decision), str(reason)) for group, decision, reason in told["ruled"])
        return KeptWork(str(told["result"]), seen, ruled)
    except (ValueError, KeyError, TypeError) as error:
        raise KenpanError(
            "compare.kept",
            "この月の照合の途中経過を読めません。",
            "別の版の検版が保存したものです。違いを初めから見てください。",
        ) from error
