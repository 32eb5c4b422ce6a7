"""What the gate 受入 closes on: the judgement of exactly the papers that were signed, with nothing left against it.

Which points there are and how each is judged is :mod:`app.month.reception.judging`'s; here is what an entry must
carry of it, so that no free text closes the gate. The verifier holds the same by itself.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from app.canonical import canonical, digest
from app.records.units import ENVELOPES, NOTICES
from app.signoff.gates import medium_of, missing_reception, receiving, scan_of
from app.signoff.model import Evidence, Month, Told

OFFICE = "office."
"""Begins the name of an office's line: scheme and code follow."""
POINTS = "項目"
_TEXTS = ("manifest", "copied", "scan")
_COUNTS = {"points": POINTS, "differs": POINTS, "undone": POINTS, "notices": NOTICES, "envelopes": ENVELOPES}


def told_hash(told: Iterable[Told]) -> str:
    """SHA-256 of what somebody wrote down and signed."""
    return table_hash([{"name": one.name, "label": one.label, "value": one.value} for one in told])


def table_hash(tables: Sequence[dict[str, Any]]) -> str:
    """The same of what an entry holds."""
    return digest(canonical(list(tables)))


def judged_lines(
    month: Month, points: int, differs: int, undone: int, notices: int, envelopes: int, offices: Iterable[Evidence]
) -> tuple[Evidence, ...]:
    """The lines that 受入 cannot close without. ``points`` were judged, of which so many differ or were not judged;
    ``offices`` are lines of 件 that :func:`office_line` made. ``ValueError`` before the medium was written down.
    """
    written, scan = receiving(month), scan_of(month)
    if written is None or scan is None:
        raise ValueError("nothing is written down")
    return (
        Evidence("manifest", "媒体の目録", text=medium_of(month)),
        Evidence("copied", "判定した転記", text=told_hash(written.copied)),
        Evidence("scan", "判定したウイルス検査の申告", text=told_hash(scan.data)),
        Evidence("points", "判定した項目", points, POINTS),
        Evidence("differs", "否", differs, POINTS),
        Evidence("undone", "判定していません", undone, POINTS),
        Evidence("notices", "通知書", notices, NOTICES),
        Evidence("envelopes", "封筒", envelopes, ENVELOPES),
        *offices,
    )


def office_line(scheme: str, code: str, name: str, notices: int) -> Evidence:
    """One office's notices (件), which the next month compares with."""
    return Evidence(f"{OFFICE}{scheme}.{code}", name or code, notices, NOTICES)


def unjudged(month: Month, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Why 受入 is not closed by this evidence (Japanese); nothing where it is."""
    missing = missing_reception(month)
    written, scan = receiving(month), scan_of(month)
    if missing or written is None or scan is None:
        return missing
    told = {one.name: one for one in evidence}
    if len(told) != len(evidence) or not told.keys() >= {*_TEXTS, *_COUNTS}:
        return ("媒体と転記を突き合わせた判定がありません",)
    wanted = medium_of(month), told_hash(written.copied), told_hash(scan.data)
    if tuple(told[name].text for name in _TEXTS) != wanted:
        return ("判定したものが、署名された転記・申告・媒体と違います",)
    if any(told[name].unit != unit or told[name].count is None for name, unit in _COUNTS.items()):
        return ("判定の件数か単位がありません",)
    count = {name: told[name].count or 0 for name in _COUNTS}
    if not count["points"]:
        return ("判定した項目がありません",)
    left = [f"{told[name].label} {count[name]:,} {POINTS}" for name in ("differs", "undone") if count[name]]
    if left:
        return tuple(left)
    offices = [one for one in evidence if one.name.startswith(OFFICE)]
    whole = sum(one.count or 0 for one in offices if one.unit == NOTICES)
    if whole != count["notices"] or any(one.unit != NOTICES for one in offices):
        return ("事務所ごとの件数の合計が、通知書の件数と違います",)
    return ()
