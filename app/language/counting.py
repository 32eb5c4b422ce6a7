"""One of a thing in English: ``{n} notices`` is ``1 notice``. Values that are data say nothing of what is counted."""

import re

_ONE_OF = {
    "entries": "entry",
    "copies": "copy",
    "notices": "notice",
    "files": "file",
    "rounds": "round",
    "records": "record",
    "offices": "office",
    "kinds": "kind",
    "places": "place",
    "pages": "page",
    "pieces": "piece",
    "sheets": "sheet",
    "sides": "side",
    "envelopes": "envelope",
    "establishments": "establishment",
    "bundles": "bundle",
    "differences": "difference",
    "findings": "finding",
    "groups": "group",
    "rows": "row",
    "lines": "line",
    "characters": "character",
    "digits": "digit",
    "bytes": "byte",
    "items": "item",
    "questions": "question",
    "rules": "rule",
    "rolls": "roll",
    "times": "time",
    "people": "person",
    "days": "day",
    "hours": "hour",
    "minutes": "minute",
    "seconds": "second",
    "months": "month",
    "years": "year",
}
_VERBS = {"are": "is", "were": "was", "have": "has", "do": "does", "differ": "differs"}
_COUNTED = re.compile(
    rf"( (?:business |working |more |other |proof |printed |spoiled )?)({'|'.join(_ONE_OF)})(?![\w'-])"
    rf"(?: ({'|'.join(_VERBS)})(?![\w'-]))?"
)


def counted(value: str, behind: str) -> str:
    """What a message says behind a value; where one is counted, of one."""
    if value != "1":
        return behind
    found = _COUNTED.match(behind)
    if found is None:
        return behind
    does = f" {_VERBS[found[3]]}" if found[3] else ""
    return f"{found[1]}{_ONE_OF[found[2]]}{does}{behind[found.end() :]}"
