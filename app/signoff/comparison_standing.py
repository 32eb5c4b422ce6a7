"""How the gate 印刷照合 of a month stands: which comparison counts, and what keeps it from being closed on that."""

import hashlib
from collections.abc import Sequence

from app.records.units import NOTICES
from app.signoff.binding import MEDIA
from app.signoff.comparison_model import Comparisons, SignedComparison
from app.signoff.model import Evidence, Month, State
from app.signoff.signed import Part

PAGES = "頁"
DRAFT_ONLY = "下書き様式による照合は見本です（様式を参照として承認してから、署名してください）"
_RECEPTION = "reception"
_NONE = Comparisons()


def comparisons_of(state: State, month: Month) -> Comparisons:
    """All of a month."""
    return state.comparisons.get(month.id, _NONE)


def comparison_of(state: State, month: Month) -> SignedComparison | None:
    """The last one of a print that was signed of the medium that the month is bound to now. Samples are beside it:
    they neither stand for the month's print nor void what was approved of it.
    """
    found = [one for one in _of_medium(state, month) if not one.is_sample]
    return found[-1] if found else None


def _of_medium(state: State, month: Month) -> list[SignedComparison]:
    medium = next((part.sha256 for part in month.parts if part.name == MEDIA), "")
    return [one for one in comparisons_of(state, month).signed if one.manifest == medium]


def basis_now(state: State, month: Month) -> tuple[Part, ...]:
    """What the last comparison was of: another form, tolerance, zone or print file makes another one."""
    one = comparison_of(state, month)
    return () if one is None else one.basis


def received_notices(month: Month) -> int | None:
    """How many notices (件) the month's medium has, as 受入 was closed on it."""
    closing = month.closed.get(_RECEPTION)
    lines = () if closing is None else closing.evidence
    return next((one.count for one in lines if one.name == "notices" and one.unit == NOTICES), None)


def uncompared(state: State, month: Month) -> tuple[str, ...]:
    """Why the month's print is not shown to be its records (Japanese); nothing where it is."""
    one = comparison_of(state, month)
    if one is None:
        by_draft = any(own.draft for own in _of_medium(state, month))
        return (DRAFT_ONLY if by_draft else "署名された照合がありません",)
    found = []
    whole = received_notices(month)
    if one.records != whole:
        found.append(f"当月の全件の照合ではありません（{one.records:,}／{whole or 0:,} 件）")
    if one.matched != one.records:
        found.append(f"全面を照合できていない通知書 {one.records - one.matched:,} 件")
    if one.unreadable:
        found.append(f"読み取り不可 {one.unreadable:,} 件")
    if one.reprints:
        found.append(f"刷り直しと決めた違い {one.reprints:,} 件")
    if comparisons_of(state, month).each and any(own.seen < own.count for own in one.decided):
        found.append("1件ずつ見ていない違いがあります")
    return tuple(found)


def copies_of(state: State, month: Month) -> tuple[str, ...]:
    """The machines that received the month's records, for whichever of its signed comparisons."""
    return tuple(sorted({name for one in comparisons_of(state, month).signed for name in one.machines}))


def compared_lines(one: SignedComparison) -> tuple[Evidence, ...]:
    """The lines that 印刷照合 closes on."""
    names = "、".join(one.machines)
    copies = (Evidence("machines", "写しを渡した端末", len(one.machines), "台", names),) if one.machines else ()
    return (
        Evidence("comparison", "照合結果", text=one.sha256),
        Evidence("pages", "頁", one.pages, PAGES),
        Evidence("records", "照合した通知書", one.records, NOTICES),
        Evidence("matched", "全面を照合した通知書", one.matched, NOTICES),
        Evidence("differences", "決めた違い", one.differences, NOTICES),
        Evidence("ignored", "除外域に違いのある頁", one.ignored, PAGES),
        *copies,
    )


def unapproved(state: State, month: Month, evidence: Sequence[Evidence], by: str) -> tuple[str, ...]:
    """Why 印刷照合 is not closed by this evidence and this person; ``by`` empty: whoever it will be."""
    one = comparison_of(state, month)
    left = uncompared(state, month)
    if left or one is None:
        return left
    if tuple(evidence) != compared_lines(one):
        return ("署名された照合と違います",)
    return ("照合に署名した人は、承認できません",) if by and by == one.signature.by else ()


def signed_of(state: State, raw: bytes) -> tuple[Month, SignedComparison] | None:
    """The month and the signature of this result file, byte for byte; ``None`` where nobody signed it: it is no
    evidence then (未確認).
    """
    sha256 = hashlib.sha256(raw).hexdigest()
    for month in state.months.values():
        for one in reversed(comparisons_of(state, month).signed):
            if one.sha256 == sha256:
                return month, one
    return None


def comparison_is_signed(state: State, raw: bytes) -> bool:
    """Whether other work may rest on this result: it is signed, and the last one of its month's own medium; of scans
    of paper the last one of the same scans, of draft forms the last one by them, for each sample stands by itself.
    """
    found = signed_of(state, raw)
    if found is None:
        return False
    month, signed = found
    alike = [one for one in _of_medium(state, month) if _sample(one) == _sample(signed)]
    return bool(alike) and alike[-1] == signed


def _sample(one: SignedComparison) -> tuple[str, str]:
    return one.captures, one.draft if one.is_sample else ""


def signed_as(state: State, month: Month, sha256: str) -> SignedComparison | None:
    """The last signature of the month's own medium that stands for the result of this hash, sample or not."""
    found = [one for one in _of_medium(state, month) if one.sha256 == sha256]
    return found[-1] if found else None
