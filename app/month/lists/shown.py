"""What a reading of the lists found, as JSON (the interface of ``kenpan lists``) and as text."""

from typing import Any

from app.lists.list_zip import FOLDERS, ReadLists
from app.lists.named import NORMALISATION
from app.lists.redirects import KINDS, STATES, USUAL_SHARE, ListedRow, RedirectLists

_SHOWN = 20


def lists_json(read: ReadLists, matched: RedirectLists | None) -> dict[str, Any]:
    """``{files, rows, counts, …}``; without a medium there are no rows: nothing says what they are about."""
    found: dict[str, Any] = {
        "source": read.source,
        "sha256": read.sha256,
        "files": [
            {
                "name": one.name,
                "scheme": one.scheme,
                "office": one.offices[0] if len(one.offices) == 1 else None,
                "offices": list(one.offices),
                "rows": one.rows,
                "problem": one.problem or None,
                "protection": one.protection,
            }
            for one in read.files
        ],
        "rows": [] if matched is None else [_row(one) for one in matched.rows],
        "counts": {"files": len(read.files), "unread": len(read.problems)},
    }
    if matched is not None:
        found["counts"] |= matched.counts
        found["share"] = round(matched.share, 6)
    return found


def _row(one: ListedRow) -> dict[str, Any]:
    return {
        "file": one.file,
        "row": one.place,
        "kind": one.kind,
        "office": one.office,
        "symbol": one.symbol,
        "number": one.code,
        "state": one.state,
        "records": [{"file": file, "record": record} for file, record in one.records],
        "reason": one.reason or None,
        "near": [{"file": near.file, "record": near.records[0]} for near in one.near],
    }


def lists_text(read: ReadLists, matched: RedirectLists | None) -> str:
    """What a person reads first: how many workbooks of each scheme, what could not be read, what does not match."""
    lines = [f"{read.source}　Excel {len(read.files):,} 本"]
    lines += [f"  {word}　読み込み {read.read_of(scheme):,} 本" for scheme, word in FOLDERS.items()]
    lines += [f"  読めないファイル　{one.name}　{one.problem}" for one in read.problems]
    weak = sum(one.protection != "aes" for one in read.files)
    if weak:
        lines.append(f"  AES で暗号化されていないファイル {weak:,} 本")
    if matched is None:
        lines.append(f"{sum(one.rows for one in read.files):,} 行（媒体を指定していないため、照合していません）")
        return "\n".join(lines)
    counts = matched.counts
    states = "　".join(f"{word} {counts[state]:,}" for state, word in STATES.items())
    kinds = "　".join(f"{word} {counts[kind]:,} 通" for kind, word in KINDS.items())
    lines += [f"{len(matched.rows):,} 行　{states}", f"  {kinds}"]
    lines.append(f"  全通知書に占める割合 {matched.share:.1%}（機構の見込み {USUAL_SHARE:.0%} 程度）")
    shown = matched.open_rows[:_SHOWN]
    lines += [f"  {STATES[one.state]}　{one.file} {one.place}　{one.reason}{_offered(one)}" for one in shown]
    if len(matched.open_rows) > _SHOWN:
        lines.append(f"  ほか {len(matched.open_rows) - _SHOWN:,} 行（--json ですべて）")
    return "\n".join([*lines, NORMALISATION, matched.stand_in])


def _offered(row: ListedRow) -> str:
    near = "、".join(f"{one.file} {one.records[0]}" for one in row.near)
    return f"（近いもの：{near}）" if near else ""
