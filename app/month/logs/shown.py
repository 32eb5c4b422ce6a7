"""What the logs say and leave open, as text."""

from collections.abc import Sequence

from app.month.logs.reading import MonthTally
from app.tally.findings import RULE_WORDS
from app.tally.remaining import BY_HAND, REMADE

_SHOWN = 20
STAGES = (("printed", "印字", "件"), ("inserted", "封入", "通"), ("weighed", "計量", "通"), ("posted", "差出", "通"))
"""Name in the ledger, word and unit of each stage that is counted."""


def counted_text(found: MonthTally) -> str:
    """How many were printed, inserted, weighed and posted; "—" where no log says it."""
    told = ((word, found.totals[name], unit) for name, word, unit in STAGES)
    return "　".join(f"{word} —" if count is None else f"{word} {count:,} {unit}" for word, count, unit in told)


def logs_text(found: MonthTally, named: Sequence[str] = ()) -> str:
    """What a person reads first: the logs that were read, what they count, what is open; ``named``: words of a result
    that a lead gave a meaning to.
    """
    read = found.read
    lines = [f"作業ログ {len(read.logs):,} 本・{read.lines:,} 行　{counted_text(found)}"]
    lines += [f"  読めないファイル　{one.name}　{one.what}" for one in read.problems]
    lines += [f"  {one.name}　途中で切れた行 {one.broken_count:,} 行" for one in read.logs if one.broken_count]
    lines += [f"  {one.name}　{note}" for one in read.logs for note in one.notes]
    lines += [f"  台帳で決めた結果の語　{'、'.join(named)}"] if named else []
    if any(one.strange for one in read.logs):
        lines.append("  意味の分からない結果の語は、封入ログの画面で品質責任者が決めると、ここでも数えます。")
    errors, warnings = found.tally.errors, [one for one in found.tally.items if one.finding.severity == "warning"]
    shown = [*errors, *warnings]
    for one in shown[:_SHOWN]:
        own = one.finding
        where = f"{own.file} {own.record}　" if own.record is not None else ""
        lines.append(f"  {RULE_WORDS[own.rule]}　{where}{own.message}")
    if len(shown) > _SHOWN:
        lines.append(f"  ほか {len(shown) - _SHOWN:,} 項目")
    made, hand = (sum(one.rule == rule for one in found.left) for rule in (REMADE, BY_HAND))
    lines.append(f"  作り直した現品 {made:,} 件　手封入 {hand:,} 通（月の画面で記録します）")
    return "\n".join([*lines, read.stand_in])
