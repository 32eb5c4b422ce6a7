"""What is known of a kind of entry, and the shapes that several kinds hold."""

from typing import Any, NamedTuple

_NOTHING: dict[str, Any] = {}


class Kind(NamedTuple):
    """One kind. ``stands``: what it is about, and how that must stand. ``marks``: ``second`` for what only a person
    without a hand in the check may do, ``ground`` for what may only be done while nothing has changed, ``session`` for
    what may be signed with the key of a session, which it then names. ``later``: what entries say besides since a later
    version; ``latest``: since one after that.
    """

    roles: str
    stands: str
    data: dict[str, Any]
    meaning: str = ""
    marks: str = ""
    later: dict[str, Any] = _NOTHING
    latest: dict[str, Any] = _NOTHING


ALL = "admin lead checker trainer inspector"

PART = {"name": "said", "label": "said", "sha256": "hash", "detail": "text"}

PIECE = {
    "number": "1+",
    "group": "kounen|senpo",
    "piece_id": "said",
    "file": "said",
    "record": "0+",
    "record_sha256": "hash",
    "cases": ["said"],
}

_SCAN = {"state": "read|missing|unreadable", "text": "text", "reason": "text"}

LOOK = {
    "round": "said",
    "number": "1+",
    "piece_id": "said",
    "scans": {"address": _SCAN, "front": _SCAN, "back": _SCAN},
    "answers": {"*": "ok|ng"},
    "failures": ["said"],
    "comment": "text",
}

FINDING = {
    "rule": "said",
    "file": "text",
    "record": (None, "0+"),
    "records": "0+",
    "offset": (None, "0+"),
    "length": (None, "0+"),
    "sha256": "hash",
}
