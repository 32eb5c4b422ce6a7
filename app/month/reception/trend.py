"""This month's counts against the planned ones and last month's, with the reasons that were stated."""

from collections.abc import Iterator, Sequence

from app.month.reception.counts import (
    Explanation,
    OfficeChange,
    beyond_percent,
    rest_within,
)
from app.month.reception.facts import Medium
from app.month.reception.medium import named
from app.month.reception.model import JudgedRow, Plan, Rules, Subject

_ASK = "機構に確かめ、理由を入力してください。"
_SEE = "理由を確かめてください。"


def trend_rows(
    medium: Medium,
    plan: Plan,
    changes: tuple[OfficeChange, ...],
    explanations: tuple[Explanation, ...],
    rules: Rules,
) -> Iterator[JudgedRow]:
    """The plan, last month in all, and last month office by office."""
    yield _planned(medium, plan, explanations, rules.limits.planned_percent)
    if plan.last is None:
        yield _no_last(medium, plan, explanations)
        return
    yield _total(medium, plan, changes, explanations, rules.limits.total_percent)
    yield _offices(changes)


def _told(explanations: Sequence[Explanation]) -> str:
    return "、".join(dict.fromkeys(one.text for one in explanations))


def _planned(medium: Medium, plan: Plan, explanations: Sequence[Explanation], percent: float) -> JudgedRow:
    now, planned = medium.notices, plan.planned
    if planned is None:
        subject = Subject("trend.planned", "trend", "委託予定件数との差", "予定なし", f"{now}（{medium.envelopes}）")
        step = "日程の表（resources/schedule.toml）に予定件数を書いてください。"
        return subject.note("この月の委託予定件数がありません。", step)
    # N's planned figure is in 件 and does not say whether sheets or envelopes: both are shown (SPEC 15).
    read = f"{now}（{now.less(planned)}）・封筒 {medium.envelopes}"
    subject = Subject("trend.planned", "trend", "委託予定件数との差", f"予定 {planned}", read)
    if not beyond_percent(planned.value, now.value, percent):
        return subject.same()
    fewer = now.value < planned.value
    stated = [one for one in explanations if (fewer if one.kind == "disaster" else not one.prefectures)]
    if stated:
        return subject.stated(f"{percent:g}% を超える差です。理由：{_told(stated)}。", _SEE)
    return subject.differs(f"{percent:g}% を超える差です。", _ASK)


def _no_last(medium: Medium, plan: Plan, explanations: Sequence[Explanation]) -> JudgedRow:
    subject = Subject("trend.total", "trend", "前月との差", "前月なし", str(medium.notices))
    if plan.first:
        return subject.recorded("最初の月のため、前月はありません。")
    stated = [one for one in explanations if one.kind == "other" and not one.prefectures]
    if stated:
        return subject.stated(f"前月の件数がありません。理由：{_told(stated)}。", _SEE)
    step = "前月の受入を記録するか、前月がない理由を入力してください。"
    return subject.undone("前月の件数がないため、比べていません。", step)


def _total(
    medium: Medium,
    plan: Plan,
    changes: Sequence[OfficeChange],
    explanations: Sequence[Explanation],
    percent: float,
) -> JudgedRow:
    assert plan.last is not None
    now, before = medium.notices, plan.last.notices
    read = f"{now}（{now.less(before)}）・封筒 {medium.envelopes}"
    typed = f"前月 {before}・封筒 {plan.last.envelopes:,} 通"
    subject = Subject("trend.total", "trend", "前月との差（全体）", typed, read)
    if not beyond_percent(before.value, now.value, percent):
        return subject.same()
    if explanations and rest_within(changes, explanations, percent):
        return subject.stated(f"{percent:g}% を超える差です。理由：{_told(explanations)}。", _SEE)
    return subject.differs(f"{percent:g}% を超える差です。", _ASK)


def _offices(changes: Sequence[OfficeChange]) -> JudgedRow:
    kinds = {kind: sum(one.kind == kind for one in changes) for kind in ("new", "gone", "more", "fewer")}
    read = f"新 {kinds['new']}・無 {kinds['gone']}・増 {kinds['more']}・減 {kinds['fewer']} 事務所"
    subject = Subject("trend.offices", "trend", "前月との差（事務所ごと）", f"{len(changes)} 事務所", read)
    beyond = [one for one in changes if one.beyond]
    unexplained = tuple(one.text for one in beyond if not one.explained)
    if unexplained:
        what = f"理由のない差が {len(unexplained)} 事務所にあります（{named(unexplained, '事務所')}）。"
        return subject.differs(what, _ASK)
    if beyond:
        reasons = "、".join(dict.fromkeys(one.explained for one in beyond))
        return subject.stated(f"大きな差が {len(beyond)} 事務所にあります。理由：{reasons}。", _SEE)
    return subject.same()
