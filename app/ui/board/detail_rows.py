"""What the board shows of one process or month: parts, settings, rounds, versions, gates, releases and how it came to
that.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from app.signoff.binding import SETTING, differences
from app.signoff.gates import STATE_WORDS, GateStanding
from app.signoff.ledger import Entry
from app.signoff.model import Month, Process, Round, Setting, State
from app.signoff.process_settings import SettingKind
from app.signoff.processes import process_in, setting_of, setting_text, versions, void_reasons
from app.signoff.reception import OFFICE
from app.signoff.roles import ROLE_NAMES
from app.signoff.rounds import failed
from app.signoff.signed import Part, Sign, sign_of
from app.signoff.two_persons import may_see_results
from app.signoff.wording import WHY_MADE, describe
from app.ui.board.board_words import (
    ABSENT,
    DIFFERS,
    SAME,
    evidence_text,
    part_value,
    short_fingerprint,
    short_hash,
    sign_text,
    state_text,
)
from app.ui.board.cells import BoardRow, Cell, Kind, row
from app.ui.kit.words import shown_time

PART_HEADERS, PART_WIDTHS = ("もの", "結び付け", "検証品", "この端末"), (0, 7.5, 4.5, 4.5)
SETTING_HEADERS, SETTING_WIDTHS = ("設定", "値・ファイル", "登録"), (7, 0, 10.5)
ROUND_HEADERS, ROUND_WIDTHS = ("回", "状態", "不合格", "検査の署名", "判定"), (3, 5.5, 5, 0, 0)
VERSION_HEADERS, VERSION_WIDTHS = ("版", "理由", "承認", "指紋"), (4, 0, 10.5, 9.5)
RELEASE_HEADERS, RELEASE_WIDTHS = ("本番開始", "検証品", "指紋", "コメント"), (10.5, 4, 9.5, 0)
MONTH_PART_HEADERS, MONTH_PART_WIDTHS = ("もの", "結び付け", "この端末"), (0, 7.5, 4.5)
GATE_HEADERS, GATE_WIDTHS = ("関門", "次・止めているもの", "根拠"), (7, 0, 0)
HISTORY_HEADERS, HISTORY_WIDTHS = ("日時・人", "したこと", "内容"), (10.5, 9, 0)
HISTORY_KINDS: Mapping[str, str] = {
    "process.created": "工程を登録",
    "process.bound": "結び付け直し",
    "setting.registered": "設定を登録",
    "reference.approved": "測定した様式を承認",
    "round.opened": "検証品を開始",
    "round.signed": "検査を署名",
    "round.approved": "承認",
    "round.rejected": "却下",
    "round.reopened": "再開",
    "month.opened": "月を登録",
    "month.bound": "結び付け",
    "reception.recorded": "受入を記録",
    "reception.refused": "受入不可",
    "statement.made": "申告",
    "finding.decided": "指摘を決定",
    "gate.closed": "関門を完了",
    "gate.reopened": "関門を再開",
    "run.released": "本番開始",
    "store.created": "保管庫の鍵を作成",
    "store.ending": "返却・消去を申し出",
    "store.destroyed": "保管庫を消去",
    "job.created": "仕事を登録",
    "job.bound": "結び付け直し",
    "job.released": "本番開始",
}
UNSEEN = "示したあとで出ます"
_WORDS = {"changed": DIFFERS, "missing": "▲ ない", "added": "▲ 増"}


# Parts


def part_rows(parts: Sequence[Part], one: Round | None, live: Sequence[Part] | None) -> tuple[BoardRow, ...]:
    """Every part once, what differs first: as it is bound now, whether the round and this workstation hold it.

    ``live`` is ``None`` without an open medium. What only the round is bound to (the proof medium) is its own measure.
    """
    bound = {part.name: part for part in parts}
    proved = {} if one is None else {part.name: part for part in one.parts}
    here = None if live is None else {part.name: part for part in live}
    names = sorted(bound.keys() | proved.keys() | (here or {}).keys(), key=_order)
    rows = [_part_row(name, bound.get(name), proved, here) for name in names]
    return tuple(sorted(rows, key=lambda one: all(cell.kind != "alarm" for cell in one.cells)))


def _order(name: str) -> tuple[int, str]:
    """Media first, settings last."""
    return (0 if "media" in name else 2 if name.startswith(SETTING) else 1, name)


def _part_row(name: str, own: Part | None, proved: Mapping[str, Part], here: Mapping[str, Part] | None) -> BoardRow:
    measure = own or proved.get(name)
    known = measure or (here or {})[name]
    value = f"{known.label}\n　{known.detail}" if known.detail else known.label
    mark = Cell(short_hash(measure.sha256)) if measure is not None else Cell("なし", "alarm")
    return BoardRow(name, (Cell(value), mark, _mark(measure, proved.get(name)), _mark(measure, (here or {}).get(name))))


def _mark(measure: Part | None, other: Part | None) -> Cell:
    if other is None:
        return Cell(ABSENT, "faint")
    same = measure is not None and measure.sha256 == other.sha256
    return Cell(SAME) if same else Cell(DIFFERS, "alarm")


def compared_rows(before: Sequence[Part], after: Sequence[Part], pending: Collection[str] = ()) -> tuple[BoardRow, ...]:
    """前 ↔ 後 of every part, what differs first; ``pending`` (names) were not looked at again yet, and till then what
    they were is not shown.
    """
    old, new = ({part.name: part for part in parts} for parts in (before, after))
    wrong = {one.name: one.kind for one in differences(before, after)}
    rows = []
    for name in sorted(old.keys() | new.keys(), key=lambda name: (name not in wrong, name in pending, _order(name))):
        known = new.get(name) or old[name]
        if name in pending:
            rows.append(row(name, known.label, Cell(UNSEEN, "faint"), Cell(ABSENT, "faint"), "未照合"))
            continue
        mark = Cell(_WORDS[wrong[name]], "alarm") if name in wrong else Cell(SAME)
        rows.append(row(name, known.label, part_value(old.get(name)), part_value(new.get(name)), mark))
    return tuple(rows)


# Settings, rounds, releases


def setting_rows(process: Process, kinds: Sequence[SettingKind], history: Iterable[Entry]) -> tuple[BoardRow, ...]:
    """What is registered now, what it was before, and which kinds are missing."""
    made: dict[str, list[Entry]] = {}
    for entry in history:
        if entry.kind == "setting.registered":
            made.setdefault(entry.data["name"], []).append(entry)
    labels = {kind.name: kind.label for kind in kinds}
    names = [*labels, *(name for name in process.settings if name not in labels)]
    rows: list[BoardRow] = []
    for name in names:
        now = process.settings.get(name)
        if now is None:
            rows.append(row(name, labels[name], Cell("未登録", "faint"), Cell(ABSENT, "faint")))
            continue
        entries = made.get(name, [])
        who = sign_text(sign_of(entries[-1])).replace("　", "\n") if entries else ""
        rows.append(row(name, now.label, _setting_value(now), who))
        rows += [_earlier(name, entry) for entry in reversed(entries[:-1])]
    return tuple(rows)


def _earlier(name: str, entry: Entry) -> BoardRow:
    texts = ("　以前", _setting_value(setting_of(entry.data)), _who(sign_of(entry)))
    return BoardRow(f"{name} {entry.seq}", tuple(Cell(text, "faint") for text in texts))


def _setting_value(one: Setting) -> str:
    return setting_text(one) if one.absent else f"{setting_text(one)}\n{short_hash(one.sha256)}"


def round_rows(state: State, process: Process, viewer: str, live: Sequence[Part] | None) -> tuple[BoardRow, ...]:
    """The rounds, newest first; who must not see results yet is not told how many failed."""
    return tuple(_round_row(state, one, viewer, live) for one in reversed(state.rounds_of(process.id)))


def _round_row(state: State, one: Round, viewer: str, live: Sequence[Part] | None) -> BoardRow:
    status = state_text(one)
    if one.state == "checking":
        status += f"\n{len(one.results)}/{len(one.pieces)} 部"
    void = bool(one.state != "rejected" and void_reasons(state, one, live))
    wrong = len(failed(one))
    seen = f"{wrong} 部" if one.results else ABSENT  # nothing was judged yet
    told = seen if may_see_results(one, viewer) else "判定まで\n非表示"
    decided = one.decision
    return row(
        one.id,
        f"第{one.number}回",
        Cell(f"{status}\n▲ 失効", "alarm") if void else Cell(status),
        Cell(told, "alarm" if wrong and told[0].isdigit() else ""),
        ABSENT if one.signed is None else _who(one.signed),
        ABSENT if decided is None else f"{_who(decided.signature)}\n{decided.comment}",
    )


def version_rows(state: State, process: Process) -> tuple[BoardRow, ...]:
    """The approved rounds, newest first: why each was made, who approved it, with which fingerprint."""
    return tuple(
        row(
            one.id,
            f"第{one.number}回",
            "\n".join(text for text in (WHY_MADE[one.why], one.reason) if text),
            ABSENT if one.decision is None else _who(one.decision.signature),
            _folded(short_fingerprint(one.parts)),
        )
        for one in reversed(versions(state, process.id))
    )


def gate_rows(gates: Sequence[GateStanding]) -> tuple[BoardRow, ...]:
    """The gates of a month in their order; what is not built yet says so and never that it was passed."""
    return tuple(_gate_row(one) for one in gates)


_HASH, _BEGUN = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b"), r"\1…"
_TOLD_ELSEWHERE = (OFFICE, "note.", "copied", "scan")
"""Lines of evidence that the page of 受入 and its paper tell at length."""


def _gate_row(one: GateStanding) -> BoardRow:
    kind: Kind = "alarm" if one.state == "void" else ""
    mark = {"closed": "● ", "void": "▲ "}.get(one.state, "")
    step = ["" if one.turn is None else ROLE_NAMES[one.turn], one.next_step]
    step += [*(f"▲ {text}" for text in one.why_void), *(f"・{text}" for text in one.blocking)]
    due = [f"期限　{each.text}" for each in one.due]
    shown = [each for each in one.evidence if not each.name.startswith(_TOLD_ELSEWHERE)]
    told = [f"{each.label} {_HASH.sub(_BEGUN, evidence_text(each))}" for each in shown]
    signed = [] if one.signature is None else [sign_text(one.signature)]
    return row(
        one.name,
        Cell(f"{one.gate.label}\n{mark}{STATE_WORDS[one.state]}", kind),
        Cell("\n".join(filter(None, (*step, *due))) or ABSENT, kind),
        "\n".join((*told, *signed)) or ABSENT,
    )


def month_part_rows(month: Month, live: Sequence[Part] | None) -> tuple[BoardRow, ...]:
    """What a month is bound to, and whether this workstation holds it."""
    here = {part.name: part for part in live or ()}
    return tuple(
        row(part.name, f"{part.label}\n　{part.detail}", short_hash(part.sha256), _mark(part, here.get(part.name)))
        for part in sorted(month.parts, key=lambda part: _order(part.name))
    )


def release_rows(state: State, month: Month) -> tuple[BoardRow, ...]:
    """When the run was let go, on which round and with which fingerprint."""
    return tuple(
        row(
            str(one.signature.seq),
            _who(one.signature),
            f"第{state.rounds[one.round].number}回",
            _folded(short_fingerprint(one.parts)),
            one.comment or ABSENT,
        )
        for one in reversed(month.releases)
    )


# History


def history_of(entries: Iterable[Entry], state: State, process: str) -> tuple[Entry, ...]:
    """The entries of one process, oldest first."""
    return tuple(entry for entry in entries if _process_of(entry, state) == process)


def month_history(entries: Iterable[Entry], month: str) -> tuple[Entry, ...]:
    """The entries of one month, oldest first."""
    return tuple(entry for entry in entries if month in (entry.data.get("month"), entry.data.get("job")))


def _process_of(entry: Entry, state: State) -> str:
    if "month" in entry.data and "job" not in entry.data:
        return ""
    if "process" in entry.data or "job" in entry.data:
        return process_in(entry.data)
    one = state.rounds.get(entry.data["round"])
    return "" if one is None else one.process


def history_rows(state: State, history: Sequence[Entry], viewer: str) -> tuple[BoardRow, ...]:
    """What happened to a process or a month, newest first; a checker's word on a round is a result, too."""
    return tuple(
        row(str(entry.seq), _who(sign_of(entry)), HISTORY_KINDS[entry.kind], _content(state, entry, viewer))
        for entry in reversed(history)
    )


def _content(state: State, entry: Entry, viewer: str) -> str:
    data = entry.data
    if entry.kind == "setting.registered":
        return f"{data['label']}：{setting_text(setting_of(data))}"
    if "month" in data and "job" not in data:
        return describe(entry, state) or ABSENT
    one = state.rounds.get(data.get("round", ""))
    if entry.kind == "round.signed" and one is not None and not may_see_results(one, viewer):
        return f"第{one.number}回　コメントは判定まで非表示"
    said = data.get("reason") or data.get("comment") or data.get("title") or ""
    return "　".join(text for text in (f"第{one.number}回" if one else "", said) if text) or ABSENT


def _who(sign: Sign) -> str:
    return f"{sign.name}\n{shown_time(sign.time)}"


def _folded(fingerprint: str) -> str:
    """In two lines."""
    half = len(fingerprint) // 2
    return f"{fingerprint[:half]}\n{fingerprint[half + 1 :]}"
