"""How a month stands with its numbers: what is there, what does not agree, what the gate 件数 closes on."""

from collections.abc import Sequence

from app.records.units import ENVELOPES, NOTICES
from app.signoff.binding import MEDIA
from app.signoff.comparison_standing import comparison_of
from app.signoff.count_model import Counts, CountsTaken, Differs, SlipKept
from app.signoff.list_standing import lists_of
from app.signoff.log_standing import logs_of
from app.signoff.model import Evidence, Month, State
from app.tally.slip_model import Drafted, compare_slips

EXPLAINABLE = (
    "｜明細（01）｜件数表",
    "｜明細（01）｜合計（02）",
    "｜明細（01）｜件数表｜合計（02）",
    "｜下書き｜受付印",
    *("｜印字", "｜封入", "｜計量", "｜差出"),
)
"""Ends of the names of differences of which only a person can know why: what the agency says of its own numbers, what
the post counted, why a print was let pass or a machine wrote a line too few or too many (印刷照合 and 封入ログ have to
be closed before). A slip that was drafted otherwise is drafted anew, not explained.
"""
_NONE = Counts()


def counts_of(state: State, month: Month) -> Counts:
    """All that was told of a month, of whatever medium."""
    return state.counts.get(month.id, _NONE)


def _medium(month: Month) -> str:
    return next((part.sha256 for part in month.parts if part.name == MEDIA), "")


def drafted_of(state: State, month: Month) -> SlipKept | None:
    """The slip as it was drafted for the medium that the month has now."""
    own = counts_of(state, month).drafted
    return own if own is not None and own.manifest == _medium(month) else None


def stamped_of(state: State, month: Month) -> SlipKept | None:
    """The slip as it came back."""
    own = counts_of(state, month).stamped
    return own if own is not None and own.manifest == _medium(month) else None


def resting_on(state: State, month: Month) -> tuple[str, str, str]:
    """Hashes of lists, comparison and logs as they are now, empty where there are none."""
    lists, compared, logs = lists_of(state, month), comparison_of(state, month), logs_of(state, month)
    return (
        "" if lists is None else lists.carried,
        "" if compared is None else compared.sha256,
        "" if logs is None else logs.sha256,
    )


def taken_of(state: State, month: Month) -> CountsTaken | None:
    """The counts side by side, as long as they rest on what there is now."""
    own = counts_of(state, month).taken
    if own is None or own.manifest != _medium(month):
        return None
    return own if (own.carried, own.compared, own.logs) == resting_on(state, month) else None


def differs_of(state: State, month: Month) -> tuple[Differs, ...]:
    """Every two numbers that do not agree: of offices as they were counted, and of the slips."""
    taken = taken_of(state, month)
    if taken is None:
        return ()
    drafted, stamped = drafted_of(state, month), stamped_of(state, month)
    slips = (None if one is None else one.slip for one in (drafted, stamped))
    found = compare_slips(Drafted(taken.slip, {}, 0), *slips).differences
    return (*taken.differs, *(Differs(one.key, one.message) for one in found))


def may_explain(key: str) -> bool:
    """Whether a reason is enough for this difference."""
    return key.endswith(EXPLAINABLE)


def unexplained(state: State, month: Month) -> tuple[Differs, ...]:
    """Those without a reason that holds."""
    known = counts_of(state, month).explained
    return tuple(
        one for one in differs_of(state, month) if one.key not in known or known[one.key].differs.what != one.what
    )


def uncounted(state: State, month: Month) -> tuple[str, ...]:
    """What keeps 件数 open (Japanese)."""
    taken = taken_of(state, month)
    found = []
    if drafted_of(state, month) is None:
        found.append("差出票の下書きがありません")
    if stamped_of(state, month) is None:
        found.append("受付印のある差出票を転記していません")
    if taken is None:
        stale = counts_of(state, month).taken is not None
        why = "件数の突合せが、今のリスト・照合・ログのものではありません" if stale else "件数を突き合わせていません"
        return (*found, why)
    if taken.untold:
        found.append(f"まだない件数：{'・'.join(taken.untold)}")
    if taken.unconfirmed:
        found.append(f"署名されていない照合結果 {taken.unconfirmed:,} 件")
    if left := unexplained(state, month):
        found.append(f"合わない件数 {len(left):,} 項目（{left[0].what}）")
    return tuple(found)


def count_lines(state: State, month: Month) -> tuple[Evidence, ...]:
    """The lines that 件数 closes on; none where something is missing."""
    taken, stamped = taken_of(state, month), stamped_of(state, month)
    if taken is None or stamped is None:
        return ()
    return (
        Evidence("table", "件数の表", text=taken.sha256),
        Evidence("notices", "明細（01）", taken.notices, NOTICES),
        Evidence("envelopes", "封筒", taken.envelopes, ENVELOPES),
        Evidence("posted", "差出（ログ）", taken.posted, ENVELOPES),
        Evidence("slip", "差出票（受付印）", sum(stamped.slip.values()), ENVELOPES),
        Evidence("image", "差出票（写）", text=stamped.sha256),
        Evidence("explained", "理由のある違い", len(differs_of(state, month)), NOTICES),
    )


def unapproved_counts(state: State, month: Month, evidence: Sequence[Evidence], by: str) -> tuple[str, ...]:
    """Why 件数 is not closed by this evidence and this person; ``by`` empty: whoever it will be."""
    stamped, left = stamped_of(state, month), uncounted(state, month)
    if left or stamped is None:
        return left
    if tuple(evidence) != count_lines(state, month):
        return ("突き合わせた件数と違います",)
    return ("差出票（写）を転記した人は、完了できません",) if by and by == stamped.signature.by else ()
