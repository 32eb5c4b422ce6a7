"""What may stand in an entry's data: exact names, and for each value what it must look like."""

import re
from collections.abc import Callable, Mapping
from typing import Any

Fits = Callable[[Any], bool]
Shape = Mapping[str, Fits]
"""Name → what its value must be. No name may be missing, none may be added."""


def fits(shape: Shape, data: Any) -> bool:
    """Whether a JSON object has this shape."""
    return type(data) is dict and data.keys() == shape.keys() and all(fit(data[name]) for name, fit in shape.items())


def text(value: Any) -> bool:
    """Any text, also none."""
    return type(value) is str


def said(value: Any) -> bool:
    """A text with something in it."""
    return type(value) is str and bool(value.strip())


def flag(value: Any) -> bool:
    """Yes or no."""
    return type(value) is bool


def count(value: Any) -> bool:
    """A whole number from 0."""
    return type(value) is int and value >= 0


def number(value: Any) -> bool:
    """A whole number from 1."""
    return type(value) is int and value >= 1


def pattern(regex: str) -> Fits:
    """A text that is wholly like this."""
    compiled = re.compile(regex)
    return lambda value: type(value) is str and compiled.fullmatch(value) is not None


def one_of(*texts: str) -> Fits:
    """One of these texts."""
    return lambda value: type(value) is str and value in texts


def maybe(fit: Fits) -> Fits:
    """The same, or null."""
    return lambda value: value is None or fit(value)


def list_of(fit: Fits, least: int = 0) -> Fits:
    """A list of such values, at least so many."""
    return lambda value: type(value) is list and len(value) >= least and all(map(fit, value))


def map_of(fit: Fits, least: int = 0) -> Fits:
    """An object of such values under whatever names, at least so many."""
    return lambda value: type(value) is dict and len(value) >= least and all(map(fit, value.values()))


def table(**shape: Fits) -> Fits:
    """An object with exactly these names."""
    return lambda value: fits(shape, value)


sha256 = key = pattern("[0-9a-f]{64}")
signature = pattern("[0-9a-f]{128}")
login = pattern("[A-Za-z0-9._-]{2,32}")
moment = pattern("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z")
month = pattern("[0-9]{4}-(0[1-9]|1[0-2])")
day = pattern("[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
establishment = pattern("[0-9A-Z]{1,16}")


def name(value: Any) -> bool:
    """A person's name."""
    return said(value) and len(value) <= 40


# What the entries of processes, months and rounds are made of

parts = list_of(table(name=said, label=said, sha256=sha256, detail=text))
piece = table(
    number=number,
    group=one_of("kounen", "senpo"),
    piece_id=said,
    file=said,
    record=count,
    record_sha256=sha256,
    cases=list_of(said),
)
scan = table(state=one_of("read", "missing", "unreadable"), text=text, reason=text)
look: Shape = {
    "round": said,
    "number": number,
    "piece_id": said,
    "scans": table(address=scan, front=scan, back=scan),
    "answers": map_of(one_of("ok", "ng"), least=1),
    "failures": list_of(said),
    "comment": text,
}
dummy: Shape = {
    **{name: fit for name, fit in look.items() if name != "round"},
    "month": said,
    "list": sha256,
    "bound": sha256,
    "print": table(sha256=sha256, name=said, pages=list_of(count), differences=count, ignored=count),
}
"""A look at a dummy, beside the comparison of its print."""
form_used = table(sha256=sha256, draft=flag)
"""By which form a print was compared."""
finding = table(
    rule=said,
    file=text,
    record=maybe(count),
    records=count,
    offset=maybe(count),
    length=maybe(count),
    sha256=sha256,
)
group = table(rule=said, count=number)
"""All findings of a rule, and how many (件)."""
counted = table(rule=said, count=number, unit=said)
zone = table(name=said, reason=said, pages=count)
"""A zone of a comparison, and on how many pages something differed there."""
ruled = table(
    rule=said, group=sha256, sha256=sha256, count=number, seen=count, decision=one_of("accept", "reprint"), reason=said
)
"""Differences of a print that are alike, and what was decided on them."""
told = table(name=said, label=said, value=text)
evidence = table(name=said, label=said, count=maybe(count), unit=text, text=text)
read = table(name=said, sha256=sha256)
items = map_of(pattern("always|(not )?[a-z0-9_]+"), least=1)
"""The questions of a check sheet by their id, with what they apply to."""
previous = table(format=number, count=number, head=sha256)
"""Where the ledger before this one ended."""
comparison: Shape = {
    "month": said,
    "sha256": sha256,
    "manifest": sha256,
    "basis": parts,
    **dict.fromkeys(("pages", "records", "matched", "unreadable", "ignored"), count),
    "counts": list_of(counted),
    "zones": list_of(zone),
    "decided": list_of(ruled),
    "comment": text,
    "program": said,
}
