"""The counts as text, for who asks for them by command."""

from app.month.counts.gathering import CountedMonth
from app.records.units import ENVELOPES, NOTICES
from app.tally.counts import COLUMN_WORDS, COLUMNS, SCHEMES
from app.tally.slip_model import FIGURE_WORDS, SlipTable

NOT_YET = "—"
"""A number that nobody has told yet."""
_SHOWN = 20


def counts_text(found: CountedMonth, slip: SlipTable, unconfirmed: dict[str, str]) -> str:
    """Sums of every column, what disagrees with its records, the slip; ``unconfirmed``: why, by file."""
    notices, envelopes = found.table.sums(NOTICES), found.table.sums(ENVELOPES)
    offices = len({(one.scheme, one.office) for one in found.table.rows})
    lines = [f"事務所 {offices:,} か所"]
    for column in COLUMNS:
        told = [(notices[column], NOTICES), (envelopes[column], ENVELOPES)]
        said = "・".join(f"{value:,} {unit}" for value, unit in told if value is not None)
        lines.append(f"  {COLUMN_WORDS[column]}　{said or f'{NOT_YET}（未）'}")
    differences = [(one.message, one.places) for one in found.table.differences]
    for message, places in differences[:_SHOWN]:
        more = f" ほか {len(places) - 3:,} 件" if len(places) > 3 else ""
        lines.append(f"  × {message}")
        lines.append(f"    {'、'.join(f'{file} 番号 {record + 1:,}' for file, record in places[:3])}{more}")
    if len(differences) > _SHOWN:
        lines.append(f"  ほか {len(differences) - _SHOWN:,} 件（--json ですべて）")
    lines.append("差出票（通）")
    for row in slip.rows:
        figures = (row.counted, row.drafted, row.stamped)
        told_of = zip(FIGURE_WORDS.values(), figures, strict=True)
        lines.append(f"  {row.key.name}　" + "　".join(f"{word} {_said(value)}" for word, value in told_of))
    lines += [f"  × {one.message}" for one in slip.differences]
    lines += [f"▲ 封筒　{what}" for what in found.plan.misfits]
    for one in found.plan.leaving[:_SHOWN]:
        place = f"{SCHEMES[one.scheme]}　{one.prefecture}　{one.contents}"
        lines.append(f"▲ 同封計画　{place}（{one.envelopes:,} 通）　{'。'.join(one.problems)}")
    lines += [f"未確認　{name}　{why}" for name, why in unconfirmed.items()]
    wrong = len(found.table.differences) + len(slip.differences)
    lines.append(f"合わない件数 {wrong:,} 項目" if wrong else "合わない件数はありません。")
    return "\n".join(lines)


def _said(value: int | None) -> str:
    return NOT_YET if value is None else f"{value:,}"
