"""What is known of a kind of entry, and the shapes that several kinds hold."""

from typing import Any, NamedTuple


class Kind(NamedTuple):
    """One kind. ``stands``: what it is about, and how that must stand. ``marks``: ``second`` for what only a person
    without a hand in the check may do, ``ground`` for what may only be done while nothing has changed, ``session`` for
    what may be signed with the key of a session, which it then names. ``later``: what entries say besides, of each
    later version in their order.
    """

    roles: str
    stands: str
    data: dict[str, Any]
    meaning: str = ""
    marks: str = ""
    later: tuple[dict[str, Any], ...] = ()


def shape_of(kind: Kind, own: dict[str, Any]) -> dict[str, Any]:
    """What an entry of a kind holds, of the last version that any of its fields speaks of."""
    shape = dict(kind.data)
    said = [at for at, more in enumerate(kind.later, 1) if own.keys() & more.keys()]
    for more in kind.later[: max(said, default=0)]:
        shape |= more
    return shape


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
