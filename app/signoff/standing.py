"""Where a job stands: what is open, what blocks it, whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.signoff.checksheet import CheckSheet
from app.signoff.jobs import MEDIA, PartDifference, changed_here, differences, lacking, last_round, void_reasons
from app.signoff.model import Job, Part, Round, State
from app.signoff.roles import Role
from app.signoff.rounds import missing_logs
from app.signoff.two_persons import has_confirmed


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of the job board. ``turn`` is whose move it is, ``None`` when the run was let go.

    ``next_step`` and ``blocking`` are Japanese; ``void`` names what changed since the last round was bound.
    """

    job: Job
    round: Round | None
    turn: Role | None
    next_step: str
    blocking: tuple[str, ...] = ()
    void: tuple[PartDifference, ...] = ()


def standing(state: State, job: Job, sheet: CheckSheet, live: Sequence[Part] | None = None) -> Standing:
    """Where a job stands now; ``live`` are the parts that this workstation holds, if a medium is open."""
    last = last_round(state, job.id)
    released = next((one for one in reversed(job.releases) if last is not None and one.round == last.id), None)
    missing = () if released is not None else lacking(job.parts, sheet)
    if missing:
        approved = last is not None and last.state == "approved"
        why = f"（第{last.number}回の承認にも含まれていません）" if last is not None and approved else ""
        return Standing(job, last, "lead", "工程の設定を登録する", tuple(f"{one}が未登録{why}" for one in missing))
    stale = changed_here(job, live)
    if stale:
        texts = tuple(one.text for one in stale)
        return Standing(job, last, "lead", "元に戻すか、仕事を結び付け直す", texts, stale)
    if last is None:
        return Standing(job, None, "checker", "検証品を選んで検査を始める", ("検証品がありません",))
    void = void_reasons(state, last, live)
    if void and last.state != "rejected":
        texts = tuple(one.text for one in void)
        return Standing(job, last, "checker", f"第{last.number}回は失効。新しい検証品で始める", texts, void)
    if last.state == "checking":
        return _checking(job, last, sheet)
    if last.state == "signed":
        return _deciding(job, last)
    if last.state == "rejected":
        return Standing(job, last, "checker", "新しい検証品で始める", (f"第{last.number}回は却下されました",))
    if released is not None:
        since = differences(released.parts, job.parts)
        if since:
            texts = tuple(one.text for one in since)
            return Standing(job, last, "lead", "本番開始のあとで変わったものを確かめる", texts, since)
        return Standing(job, last, None, "本番を開始済み")
    if not any(part.name == MEDIA for part in job.parts):
        return Standing(job, last, "lead", "当月の媒体を結び付ける", ("当月の媒体が結び付いていません",))
    return Standing(job, last, "lead", "本番の設定を照合して開始する")


def _checking(job: Job, one: Round, sheet: CheckSheet) -> Standing:
    left = len(one.pieces) - len(one.results)
    logs = missing_logs(one, sheet)
    blocking = (*((f"未検査 {left} 部",) if left else ()), *(f"{label}がありません" for label in logs))
    if left:
        return Standing(job, one, "checker", f"第{one.number}回 現品を検査する（残り {left} 部）", blocking)
    if logs:
        return Standing(job, one, "checker", f"第{one.number}回 作業ログを添付する", blocking)
    return Standing(job, one, "checker", f"第{one.number}回 検査の署名をする", blocking)


def _deciding(job: Job, one: Round) -> Standing:
    leads = {seen.signature.by for seen in one.confirmed}
    seen = max((sum(has_confirmed(one, number, by) for number in one.to_confirm) for by in leads), default=0)
    left = (len(one.to_confirm) or one.confirm) - seen
    if left:
        text = f"第{one.number}回 現品を確認する（残り {left} 部）"
        return Standing(job, one, "lead", text, (f"品質責任者の確認 残り {left} 部",))
    return Standing(job, one, "lead", f"第{one.number}回 承認か却下を決める", ("判定待ち",))
