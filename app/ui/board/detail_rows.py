"""What the board shows of one job: parts, settings, rounds, releases and how it came to that."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from app.signoff.jobs import differences, setting_of, setting_text, void_reasons
from app.signoff.ledger import Entry
from app.signoff.model import Job, Part, Round, Setting, Sign, State, sign_of
from app.signoff.process_settings import SETTING, SettingKind
from app.signoff.rounds import failed
from app.signoff.two_persons import may_see_results
from app.ui.board.cells import Cell, Row, row
from app.ui.board.words import (
    ABSENT,
    DIFFERS,
    SAME,
    part_value,
    short_fingerprint,
    short_hash,
    sign_text,
    state_text,
)
from app.ui.people.words import shown_time

PART_HEADERS, PART_WIDTHS = ("もの", "結び付け", "検証品", "この端末"), (0, 7.5, 4.5, 4.5)
SETTING_HEADERS, SETTING_WIDTHS = ("設定", "値・ファイル", "登録"), (7, 0, 10.5)
ROUND_HEADERS, ROUND_WIDTHS = ("回", "状態", "不合格", "検査の署名", "判定"), (3, 5.5, 5, 0, 0)
RELEASE_HEADERS, RELEASE_WIDTHS = ("本番開始", "検証品", "指紋", "コメント"), (10.5, 4, 9.5, 0)
HISTORY_HEADERS, HISTORY_WIDTHS = ("日時・人", "したこと", "内容"), (10.5, 9, 0)
HISTORY_KINDS: Mapping[str, str] = {
    "job.created": "仕事を登録",
    "job.bound": "結び付け直し",
    "setting.registered": "設定を登録",
    "round.opened": "検証品を開始",
    "round.signed": "検査を署名",
    "round.approved": "承認",
    "round.rejected": "却下",
    "round.reopened": "再開",
    "job.released": "本番開始",
}
UNSEEN = "示したあとで出ます"
_WORDS = {"changed": DIFFERS, "missing": "▲ ない", "added": "▲ 増"}


# Parts


def part_rows(job: Job, one: Round | None, live: Sequence[Part] | None) -> tuple[Row, ...]:
    """Every part once, what differs first: as the job is bound to it, whether the round and this workstation hold it.

    ``live`` is ``None`` without an open medium. What only the round is bound to (the proof medium) is its own measure.
    """
    bound = {part.name: part for part in job.parts}
    proved = {} if one is None else {part.name: part for part in one.parts}
    here = None if live is None else {part.name: part for part in live}
    names = sorted(bound.keys() | proved.keys() | (here or {}).keys(), key=_order)
    rows = [_part_row(name, bound.get(name), proved, here) for name in names]
    return tuple(sorted(rows, key=lambda one: all(cell.kind != "alarm" for cell in one.cells)))


def _order(name: str) -> tuple[int, str]:
    """Media first, settings last."""
    return (0 if "media" in name else 2 if name.startswith(SETTING) else 1, name)


def _part_row(name: str, own: Part | None, proved: Mapping[str, Part], here: Mapping[str, Part] | None) -> Row:
    measure = own or proved.get(name)
    known = measure or (here or {})[name]
    value = f"{known.label}\n　{known.detail}" if known.detail else known.label
    mark = Cell(short_hash(measure.sha256)) if measure is not None else Cell("なし", "alarm")
    return Row(name, (Cell(value), mark, _mark(measure, proved.get(name)), _mark(measure, (here or {}).get(name))))


def _mark(measure: Part | None, other: Part | None) -> Cell:
    if other is None:
        return Cell(ABSENT, "faint")
    same = measure is not None and measure.sha256 == other.sha256
    return Cell(SAME) if same else Cell(DIFFERS, "alarm")


def compared_rows(before: Sequence[Part], after: Sequence[Part], pending: Collection[str] = ()) -> tuple[Row, ...]:
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


def setting_rows(job: Job, kinds: Sequence[SettingKind], history: Iterable[Entry]) -> tuple[Row, ...]:
    """What is registered now, what it was before, and which kinds are missing."""
    made: dict[str, list[Entry]] = {}
    for entry in history:
        if entry.kind == "setting.registered":
            made.setdefault(entry.data["name"], []).append(entry)
    labels = {kind.name: kind.label for kind in kinds}
    names = [*labels, *(name for name in job.settings if name not in labels)]
    rows: list[Row] = []
    for name in names:
        now = job.settings.get(name)
        if now is None:
            rows.append(row(name, labels[name], Cell("未登録", "faint"), Cell(ABSENT, "faint")))
            continue
        entries = made.get(name, [])
        who = sign_text(sign_of(entries[-1])).replace("　", "\n") if entries else ""
        rows.append(row(name, now.label, _setting_value(now), who))
        rows += [_earlier(name, entry) for entry in reversed(entries[:-1])]
    return tuple(rows)


def _earlier(name: str, entry: Entry) -> Row:
    texts = ("　以前", _setting_value(setting_of(entry.data)), _who(sign_of(entry)))
    return Row(f"{name} {entry.seq}", tuple(Cell(text, "faint") for text in texts))


def _setting_value(one: Setting) -> str:
    return setting_text(one) if one.absent else f"{setting_text(one)}\n{short_hash(one.sha256)}"


def round_rows(state: State, job: Job, viewer: str, live: Sequence[Part] | None) -> tuple[Row, ...]:
    """The rounds, newest first; who must not see results yet is not told how many failed."""
    return tuple(_round_row(state, one, viewer, live) for one in reversed(state.rounds_of(job.id)))


def _round_row(state: State, one: Round, viewer: str, live: Sequence[Part] | None) -> Row:
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


def release_rows(state: State, job: Job) -> tuple[Row, ...]:
    """When the run was let go, on which round and with which fingerprint."""
    return tuple(
        row(
            str(one.signature.seq),
            _who(one.signature),
            f"第{state.rounds[one.round].number}回",
            _folded(short_fingerprint(one.parts)),
            one.comment or ABSENT,
        )
        for one in reversed(job.releases)
    )


# History


def history_of(entries: Iterable[Entry], state: State, job: str) -> tuple[Entry, ...]:
    """The entries of one job, oldest first."""
    return tuple(entry for entry in entries if _job_of(entry, state) == job)


def _job_of(entry: Entry, state: State) -> str:
    if "job" in entry.data:
        return str(entry.data["job"])
    one = state.rounds.get(entry.data["round"])
    return "" if one is None else one.job


def history_rows(state: State, history: Sequence[Entry], viewer: str) -> tuple[Row, ...]:
    """What happened to a job, newest first; a checker's word on a round is a result, too."""
    return tuple(
        row(str(entry.seq), _who(sign_of(entry)), HISTORY_KINDS[entry.kind], _content(state, entry, viewer))
        for entry in reversed(history)
    )


def _content(state: State, entry: Entry, viewer: str) -> str:
    data = entry.data
    if entry.kind == "setting.registered":
        return f"{data['label']}：{setting_text(setting_of(data))}"
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
