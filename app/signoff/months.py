"""A month: opened, bound to its media and lists, its gates closed one after another, its run let go."""

from collections.abc import Mapping, Sequence
from typing import Any

from app import __version__
from app.errors import KenpanError
from app.signoff.binding import (
    MEDIA,
    PROOF_MEDIA,
    SETTING,
    differences,
    fingerprint,
    held_here,
    joined,
    of_month,
    said_reason,
    tables_of,
)
from app.signoff.checksheet import CheckSheet
from app.signoff.closing import still_open
from app.signoff.gates import (
    GATES,
    RECEPTION,
    RELEASE,
    is_closed,
    is_shut,
    medium_of,
    now_of,
    open_before,
    resting,
)
from app.signoff.ledger import Draft
from app.signoff.model import Evidence, Month, Process, Round, State, Store, Told
from app.signoff.processes import existing as existing_process
from app.signoff.processes import in_force, lacking
from app.signoff.signed import Part

PROGRAM = __version__
"""Recorded with every decision."""


def open_month(
    state: State, by: str, month: str, title: str, period: str, process: str, handover: str, delivery: str
) -> Draft:
    """A new month, made by a process. ``period`` is ``YYYY-MM``, 引渡し日 and 納品日 ``YYYY-MM-DD``."""
    said = title.strip()
    if not said:
        raise KenpanError("month.title", "件名がありません。", "件名を入力してください。")
    existing_process(state, process)
    if month in state.months:
        raise KenpanError("month.taken", "この月はすでに登録されています。", "一覧を読み直してください。")
    if any((one.title, one.period) == (said, period) for one in state.months.values()):
        raise KenpanError("month.same", "同じ月に同じ件名があります。", "一覧から開くか、別の件名にしてください。")
    if handover > delivery:
        raise KenpanError("month.dates", "納品日が引渡し日より前です。", "日付を確かめてください。")
    data = {
        "month": month,
        "title": said,
        "period": period,
        "process": process,
        "handover": handover,
        "delivery": delivery,
    }
    return Draft("month.opened", data)


def bind(state: State, by: str, month: str, parts: Sequence[Part], reason: str) -> Draft:
    """Bind the month to other parts. Every gate that rests on one that changed is void from now on."""
    known = existing(state, month)
    bound = of_month(parts)
    if fingerprint(bound) == fingerprint(known.parts):
        raise KenpanError("month.unchanged", "前に結び付けたものと同じです。", "登録し直す必要はありません。")
    return Draft("month.bound", {"month": month, "parts": tables_of(bound), "reason": said_reason(reason)})


def record_reception(
    state: State,
    by: str,
    month: str,
    copied: Sequence[Told],
    brought: str,
    received: str,
    at: str,
    entrusted: str,
    accepted: str,
) -> Draft:
    """What stands on label, case and slips of the medium that the month is bound to, and who handed it over."""
    known = existing(state, month)
    medium = _medium(known)
    if not copied or not all(text.strip() for text in (brought, received, at, entrusted, accepted)):
        raise KenpanError("reception.whole", "受入の記録に、空の欄があります。", "すべての欄を入力してください。")
    data = {
        "month": month,
        "manifest": medium,
        "copied": [_told(one) for one in copied],
        "brought": brought.strip(),
        "received": received.strip(),
        "at": at.strip(),
        "entrusted": entrusted.strip(),
        "accepted": accepted.strip(),
    }
    return Draft("reception.recorded", data)


def state_that(state: State, by: str, month: str, gate: str, what: str, text: str, data: Sequence[Told]) -> Draft:
    """What only a person can know, said for a gate."""
    existing(state, month)
    _refuse_unknown(gate)
    if not text.strip():
        raise KenpanError("statement.text", "申告の内容がありません。", "確かめたことを入力してください。")
    told = {"month": month, "gate": gate, "what": what, "text": text.strip(), "data": [_told(one) for one in data]}
    return Draft("statement.made", told)


def refuse_media(state: State, by: str, month: str, reasons: Sequence[str], due: str, *, manifest: str = "") -> Draft:
    """The media are not taken: 別紙9 goes to the agency until ``due``. ``manifest``: other than the month's, where
    nobody could open them.
    """
    known = existing(state, month)
    said = [one.strip() for one in reasons if one.strip()]
    if not said:
        raise KenpanError("reason.missing", "理由がありません。", "不備を書いてください。")
    if is_shut(known, RECEPTION):
        raise KenpanError("gate.closed", "受入は済んでいます。", "不備があるときは、先に受入を再開してください。")
    told = manifest or _medium(known)
    data = {"month": month, "manifest": told, "reasons": said, "due": due.strip(), "program": PROGRAM}
    return Draft("reception.refused", data)


def decide_findings(
    state: State,
    by: str,
    month: str,
    manifest: str,
    findings: Sequence[Mapping[str, Any]],
    groups: Sequence[Mapping[str, Any]],
    decision: str,
    reason: str,
) -> Draft:
    """A lead's word on findings of the month's medium: 続行 (``go_on``) or 別紙9 (``report``). ``findings`` are one by
    one, as errors must be, ``groups`` (rule and 件) whole rules.
    """
    known = existing(state, month)
    if manifest != _medium(known):
        raise KenpanError(
            "findings.medium", "開いている媒体は、この月の媒体ではありません。", "当月の媒体を開いてください。"
        )
    if not findings and not groups:
        raise KenpanError("findings.none", "指摘が選ばれていません。", "指摘を選んでください。")
    data = {
        "month": month,
        "manifest": manifest,
        "findings": [dict(one) for one in findings],
        "groups": [dict(one) for one in groups],
        "decision": decision,
        "reason": said_reason(reason),
        "program": PROGRAM,
    }
    return Draft("finding.decided", data)


def close_gate(
    state: State, by: str, month: str, gate: str, evidence: Sequence[Evidence], comment: str, live: Sequence[Part]
) -> Draft:
    """A gate closes on what the program compared, or on a person's statement. Refused while an earlier one is open,
    and where this workstation holds other parts than the month is bound to.
    """
    known = existing(state, month)
    _refuse_unknown(gate)
    if GATES[gate].kind != "gate.closed":
        raise KenpanError("gate.kind", "この関門は、本番開始の画面で閉じます。", "本番開始を行ってください。")
    _medium(known)
    if is_closed(state, known, gate):
        raise KenpanError("gate.closed", f"{GATES[gate].label}は済んでいます。", "変えるには、再開してください。")
    _refuse_open_before(state, known, gate)
    _refuse_stale(known, live, gate)
    missing = still_open(state, known, gate, evidence, by)
    if missing:
        raise KenpanError(
            "gate.open", f"{GATES[gate].label}を閉じられません：{'、'.join(missing)}。", "先に済ませてください。"
        )
    if not evidence:
        raise KenpanError("gate.evidence", "根拠がありません。", "媒体を開いて検査を終えてください。")
    data = {
        "month": month,
        "gate": gate,
        "evidence": [evidence_table(one) for one in evidence],
        "bound": tables_of(now_of(state, known, gate)),
        "comment": comment.strip(),
        "program": PROGRAM,
    }
    return Draft("gate.closed", data)


def reopen_gate(state: State, by: str, month: str, gate: str, reason: str) -> Draft:
    """Open a closed gate again; what it closed on stays in the ledger."""
    known = existing(state, month)
    if not is_shut(known, gate):
        raise KenpanError("gate.open", "閉じていない関門です。", "一覧を読み直してください。")
    return Draft("gate.reopened", {"month": month, "gate": gate, "reason": said_reason(reason)})


def release(state: State, by: str, month: str, live: Sequence[Part], comment: str, sheet: CheckSheet) -> Draft:
    """本番開始: let the run go. Refused unless the month's process is in force as it will be used, reception and check
    are closed, and nothing that will be used is otherwise.

    ``live`` must hold the month's media, everything else of this workstation, and each registered setting read again
    from the machine that will run, those declared absent too: what is compared is what will be used, not what was once
    registered.
    """
    known = existing(state, month)
    process = existing_process(state, known.process)
    _refuse_unready(known, process, live, sheet)
    version, bound = _refuse_other(state, known, process, live)
    if is_closed(state, known, RELEASE):
        raise KenpanError("gate.closed", "本番は開始済みです。", "変えるには、再開してください。")
    _refuse_open_before(state, known, RELEASE)
    data = {
        "month": month,
        "process": process.id,
        "round": version.id,
        "parts": tables_of(bound),
        "settings": [
            {"name": part.name, "sha256": part.sha256} for part in _by_name(live) if part.name.startswith(SETTING)
        ],
        "comment": comment.strip(),
        "program": PROGRAM,
    }
    return Draft("run.released", data)


def create_store(state: State, by: str, month: str, public_id: str, over: str = "") -> Draft:
    """The month's encrypted store was made (:func:`app.month.keeping.store.create`), or got another key in the place of
    ``over``. ``KenpanError``: ``store.made``, ``store.none``.
    """
    store = existing(state, month).store
    if (store is not None and store.destroyed is not None) or (over and store is None):
        raise _no_store()
    if over != ("" if store is None else store.keys[-1]):
        raise KenpanError(
            "store.made", "この月の保管庫は、ほかの端末で作られたか、鍵が替わりました。", "一覧を読み直してください。"
        )
    return Draft("store.created", {"month": month, "public_id": public_id})


def end_store(state: State, by: str, month: str, reason: str) -> Draft:
    """Ask for 返却・消去 of the month's store, which a second person does."""
    existing_store(state, month)
    return Draft("store.ending", {"month": month, "reason": said_reason(reason)})


def destroy_store(state: State, by: str, month: str, destroyed: Mapping[str, Any]) -> Draft:
    """The month's encrypted store was destroyed (``destroyed``: :attr:`app.month.keeping.ending.Destroyed.data`), by
    somebody else than who asked for it. ``KenpanError``: ``store.none``, ``store.not_asked``, ``store.same_person``.
    """
    refuse_destroying(state, by, month)
    return Draft("store.destroyed", dict(destroyed))


def refuse_destroying(state: State, by: str, month: str) -> None:
    """``KenpanError`` where this person may not destroy the month's store: asked before anything is lost."""
    store = existing_store(state, month)
    if store.ending is None:
        raise KenpanError(
            "store.not_asked", "返却・消去の申し出がありません。", "まず一人が申し出て、別の品質責任者が消去します。"
        )
    if store.ending.by == by:
        raise KenpanError("store.same_person", "申し出た人は消去できません。", "別の品質責任者が行ってください。")


def existing_store(state: State, month: str) -> Store:
    """The store of a month; ``KenpanError`` ``store.none`` where there is none, or none any more."""
    store = existing(state, month).store
    if store is None or store.destroyed is not None:
        raise _no_store()
    return store


def _no_store() -> KenpanError:
    return KenpanError(
        "store.none", "この月の保管庫は、作られていないか、消去されています。", "一覧を読み直してください。"
    )


def sign_analysis(state: State, by: str, period: str, report: str, remarks: str) -> Draft:
    """The monthly analysis of the access log, by the SHA-256 of its ``report``."""
    return Draft("analysis.signed", {"period": period, "report": report, "remarks": said_reason(remarks)})


# What is asked


def existing(state: State, month: str) -> Month:
    """A month by its id; ``KenpanError`` ``month.none`` if there is none."""
    known = state.months.get(month)
    if known is None:
        raise KenpanError("month.none", "この月は登録されていません。", "一覧を読み直してください。")
    return known


def evidence_table(one: Evidence) -> dict[str, Any]:
    """A line of evidence as an entry holds it."""
    return {"name": one.name, "label": one.label, "count": one.count, "unit": one.unit, "text": one.text}


def _by_name(parts: Sequence[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: part.name)


def _told(one: Told) -> dict[str, Any]:
    return {"name": one.name, "label": one.label, "value": one.value}


def _medium(month: Month) -> str:
    medium = medium_of(month)
    if not medium:
        raise KenpanError("month.media", "当月の媒体が結び付いていません。", "当月の媒体を開いて、結び付けてください。")
    return medium


def _refuse_unknown(gate: str) -> None:
    if gate not in GATES:
        raise KenpanError("gate.unknown", "ない関門です。", "一覧を読み直してください。")


def _refuse_unready(month: Month, process: Process, live: Sequence[Part], sheet: CheckSheet) -> None:
    """Every setting is registered and read again, and the month's medium is open."""
    never = lacking(process.parts, sheet)
    if never:
        raise KenpanError(
            "release.unregistered",
            f"工程の設定が登録されておらず、承認にも含まれていません：{'、'.join(never)}。",
            "設定を登録し、新しい検証品で承認を受けてください。",
        )
    held = {part.name for part in live}
    if MEDIA not in held or not medium_of(month):
        raise KenpanError(
            "release.media",
            "当月の媒体が開かれていないか、結び付いていません。",
            "本番に使う媒体を開いて、結び付けてください。",
        )
    unread = [one.label for one in process.settings.values() if SETTING + one.name not in held]
    if unread:
        raise KenpanError(
            "release.settings",
            f"本番で使う設定を確かめていません：{'、'.join(unread)}。",
            "機械から書き出して選ぶか、値を入力するか、「なし」を確かめてください。",
        )


def _refuse_other(state: State, month: Month, process: Process, live: Sequence[Part]) -> tuple[Round, tuple[Part, ...]]:
    """The version in force, and what it, the month and this workstation are all bound to; refused where they differ."""
    force = in_force(state, process.id)
    if force.last is None and force.version is None and force.against is None:
        raise KenpanError(
            "release.no_proof",
            "承認された本番検証品がありません。本番を開始できません。",
            "検証品の検査と承認を終えてください。",
        )
    bound = (*month.parts, *process.parts)
    found = (*force.differs, *differences(bound, [part for part in live if part.name != PROOF_MEDIA]))
    if found or force.version is None:
        why = joined(found) or "、".join(force.reasons)
        raise KenpanError(
            "release.differs",
            f"承認されたときと同じではありません：{why}。",
            "設定を元に戻すか、新しい検証品で承認を受けてください。",
        )
    return force.version, bound


def _refuse_open_before(state: State, month: Month, gate: str) -> None:
    before = open_before(state, month, gate)
    if before:
        labels = "、".join(GATES[one].label for one in before)
        raise KenpanError("gate.order", f"前の関門が済んでいません：{labels}。", "先に済ませてください。")


def _refuse_stale(month: Month, live: Sequence[Part], gate: str) -> None:
    found = held_here(resting(month.parts, gate), live)
    if found:
        raise KenpanError(
            "month.stale",
            f"この端末にあるものが、月に結び付けたものと違います：{joined(found)}。",
            "元に戻すか、品質責任者が月を結び付け直してください。",
        )
