"""How a month stands with its 別送・引き抜きリスト: what counts, what is left, what the gate closes on."""

from collections.abc import Mapping, Sequence

from app.signoff.binding import MEDIA
from app.signoff.list_model import BundleClosed, ListsRead
from app.signoff.model import Evidence, Month, State

BOOKS, ROWS, ENVELOPES, BUNDLES = "本", "行", "通", "束"


def lists_of(state: State, month: Month) -> ListsRead | None:
    """The month's lists, as long as they were read for the medium that it has now."""
    found = state.lists.get(month.id)
    medium = next((part.sha256 for part in month.parts if part.name == MEDIA), "")
    return found if found is not None and found.manifest == medium else None


def bundles_of(state: State, month: Month) -> Mapping[str, BundleClosed]:
    """The bundles that are closed, of the lists that count."""
    known = lists_of(state, month)
    found = state.bundles.get(month.id, {})
    return {} if known is None else {key: one for key, one in found.items() if one.carried == known.carried}


def unlisted(state: State, month: Month) -> tuple[str, ...]:
    """What keeps 別送・引き抜き open (Japanese)."""
    known = lists_of(state, month)
    if known is None:
        return ("別送・引き抜きリストを取り込んでいません",)
    found = []
    if not known.as_stated:
        found.append("機構が提示した本数と、読み込んだ本数が違います")
    left = known.counts["pull"] - sum(one.pieces for one in bundles_of(state, month).values())
    if left:
        found.append(f"束に入れて確認していない引き抜き {left:,} {ENVELOPES}")
    return tuple(found)


def list_lines(state: State, month: Month) -> tuple[Evidence, ...]:
    """The lines that 別送・引き抜き closes on; none where the lists are not read."""
    known = lists_of(state, month)
    if known is None:
        return ()
    bundles = bundles_of(state, month).values()
    return (
        Evidence("lists", "リストの内容", text=known.carried),
        Evidence("books", "読み込んだリスト", sum(known.read.values()), BOOKS),
        Evidence("rows", "リストの行", known.rows, ROWS),
        Evidence("redirect", "別送", known.counts["redirect"], ENVELOPES),
        Evidence("pull", "引き抜き", known.counts["pull"], ENVELOPES),
        Evidence("open", "合わない行（別紙10-3で報告）", known.open, ROWS),
        Evidence("bundles", "確認した束", len(bundles), BUNDLES),
        Evidence("packed", "束に入れた引き抜き", sum(one.pieces for one in bundles), ENVELOPES),
    )


def unapproved_lists(state: State, month: Month, evidence: Sequence[Evidence], by: str) -> tuple[str, ...]:
    """Why 別送・引き抜き is not closed by this evidence and this person; ``by`` empty: whoever it will be."""
    known, left = lists_of(state, month), unlisted(state, month)
    if left or known is None:
        return left
    if tuple(evidence) != list_lines(state, month):
        return ("取り込んだリストと違います",)
    return ("リストを取り込んだ人は、完了できません",) if by and by == known.signature.by else ()
