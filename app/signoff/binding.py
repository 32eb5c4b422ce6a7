"""What decisions are bound to: parts with the hash of their content, which belong to what, and what differs."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from app.canonical import canonical, digest
from app.errors import KenpanError
from app.signoff.signed import Part

MEDIA, PROOF_MEDIA = "media", "proof_media"
"""The month's media, and the media the proofs were chosen from."""
FORM_PARTS, OFFICIAL_PART = "forms.", "（校了）"
"""What the name of a part begins with that is a form, and what its detail says of the agency's own artwork."""
SETTING = "setting."
"""What the name of a part begins with that is a process setting."""
MONTH_PARTS = frozenset((MEDIA, "container", "postal", "offices", "flyers", "lists", "piece_mapping"))
"""Parts of a month: media and how they are deciphered, postal dictionary, office list, flyers, lists, what the
contractor's codes of its pieces mean. Every other part is the process's, but the proof media, which are a round's.
"""


@dataclass(frozen=True, slots=True)
class PartDifference:
    """A part that is not as it was. ``before``/``after``: detail and start of the hash, empty where there is none."""

    name: str
    label: str
    kind: Literal["changed", "missing", "added"]
    before: str
    after: str

    @property
    def text(self) -> str:
        """One line for a person."""
        values = " → ".join(one or "なし" for one in (self.before, self.after))
        told = {
            "changed": f"{self.label}が変わっています（{values}）",
            "missing": f"{self.label}がなくなっています（{values}）",
            "added": f"{self.label}が増えています（{values}）",
        }
        return told[self.kind]


def fingerprint(parts: Sequence[Part]) -> str:
    """One hash over all parts, 64 hex digits; their order does not matter."""
    return digest(canonical({part.name: part.sha256 for part in parts}))


def differences(before: Sequence[Part], after: Sequence[Part]) -> tuple[PartDifference, ...]:
    """What differs, by name of part. Labels and details are for reading; only hashes are compared."""
    old, new = ({part.name: part for part in parts} for parts in (before, after))
    found = []
    for name in sorted(old.keys() | new.keys()):
        one, other = old.get(name), new.get(name)
        if one is None and other is not None:
            found.append(PartDifference(name, other.label, "added", "", _shown(other)))
        elif other is None and one is not None:
            found.append(PartDifference(name, one.label, "missing", _shown(one), ""))
        elif one is not None and other is not None and one.sha256 != other.sha256:
            found.append(PartDifference(name, other.label, "changed", _shown(one), _shown(other)))
    return tuple(found)


def changes(
    bound_parts: Sequence[Part], now_parts: Sequence[Part], live: Sequence[Part] | None
) -> tuple[PartDifference, ...]:
    """What differs between what a round is, or would be, bound to and what its process is bound to now, or what this
    workstation holds (``live``), as far as it holds it. Month's media that came later are no change: in the first
    format they were among the parts.
    """
    now = {part.name: part for part in now_parts}
    bound = {part.name: part for part in bound_parts}
    if PROOF_MEDIA in bound:
        now.setdefault(PROOF_MEDIA, bound[PROOF_MEDIA])
    for part in live or ():
        # What the process is bound to otherwise is a change, also where this workstation still holds the old one.
        if part.name in bound and part.name in now and now[part.name].sha256 == bound[part.name].sha256:
            now[part.name] = part
    found = differences(bound_parts, tuple(now.values()))
    return tuple(each for each in found if (each.name, each.kind) != (MEDIA, "added"))


def held_here(parts: Sequence[Part], live: Sequence[Part] | None) -> tuple[PartDifference, ...]:
    """What this workstation holds otherwise than these parts, as far as both have it."""
    held = {part.name: part for part in live or ()}
    both = [part for part in parts if part.name in held]
    return differences(both, [held[part.name] for part in both])


def of_process(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Those that belong to a process; registered settings and proof media are given otherwise."""
    return tuple(
        part
        for part in parts
        if part.name not in MONTH_PARTS and part.name != PROOF_MEDIA and not part.name.startswith(SETTING)
    )


def of_month(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Those that belong to a month."""
    return tuple(part for part in parts if part.name in MONTH_PARTS)


def hashes(parts: Sequence[Part]) -> dict[str, str]:
    """Name → hash of parts."""
    return {part.name: part.sha256 for part in parts}


def told_hashes(tables: Sequence[dict[str, Any]]) -> dict[str, str]:
    """The same of the parts in an entry."""
    return {table["name"]: table["sha256"] for table in tables}


def settings_of(parts: dict[str, str]) -> dict[str, str]:
    """Those of name → hash that are process settings."""
    return {name: sha256 for name, sha256 in parts.items() if name.startswith(SETTING)}


def parts_of(tables: Sequence[dict[str, Any]]) -> tuple[Part, ...]:
    """Parts as an entry holds them."""
    return tuple(Part(**one) for one in tables)


def tables_of(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Parts as an entry is to hold them."""
    return [asdict(part) for part in sorted(parts, key=lambda part: part.name)]


def joined(found: Sequence[PartDifference]) -> str:
    """What differs, in one text."""
    return "、".join(dict.fromkeys(each.text for each in found))


def said_reason(reason: str) -> str:
    """A reason without blanks around it; ``KenpanError`` ``reason.missing`` if nothing is left."""
    said = reason.strip()
    if not said:
        raise KenpanError("reason.missing", "理由がありません。", "理由を入力してください。")
    return said


def _shown(part: Part) -> str:
    return "・".join(one for one in (part.detail, part.sha256[:8]) if one)
