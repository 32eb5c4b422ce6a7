"""Who brought and received the medium, with which 委託票 and 受託票, and the statement of its virus scan."""

from collections.abc import Iterator
from datetime import date, time

from app.japan_time import JST
from app.media.comparing import MediaComparison
from app.month.reception.facts import Medium
from app.month.reception.model import TO_AGENCY, JudgedRow, Plan, Rules, Subject, about, recorded, unread_row
from app.month.reception.typed import Transcription
from app.month.schedule.dates import day_text

_COUNTED_DAYS = 60  # older patterns need no counting, nor a calendar of that year


def hand_rows(typed: Transcription, plan: Plan) -> Iterator[JudgedRow]:
    """The handing over (N 3(1), 3(2))."""
    yield recorded(typed, "hand.brought", "hand")
    yield recorded(typed, "hand.received", "hand")
    yield _received(typed, plan)
    yield recorded(typed, "order.number", "hand")
    yield _slip_day(typed, "order.date", plan.dates.handover, "引渡し日", plan)
    yield _month(typed, plan)
    yield recorded(typed, "order.receipt", "hand")
    yield _slip_day(typed, "order.receipt_date", typed.day("hand.date"), "受領日", plan)
    yield _discs(typed)


def _received(typed: Transcription, plan: Plan) -> JudgedRow:
    moment = typed.moment("hand")
    if moment is None:
        return unread_row(typed, "hand.date" if "hand.date" not in typed.values else "hand.time", "hand")
    day = plan.dates.handover
    windows = [due.rule for due in plan.schedule.dues(plan.dates) if due.rule.duty == "received"]
    opens = min((one.opens for one in windows if one.opens is not None), default=time.min)
    closes = min((one.closes for one in windows if one.closes is not None), default=time.max)
    read = f"引渡し日 {day_text(day)} {opens:%H:%M}〜{closes:%H:%M}"
    subject = Subject("hand.date", "hand", "受領の日時", f"{day_text(moment.date())} {moment:%H:%M}", read)
    if moment > plan.now:
        return subject.differs("受領の日時が、今より後です。", "日時を確かめてください。")
    if moment.date() != day:
        return subject.note("予定の引渡し日に受領したものではありません。", "機構と決めた日かを確かめてください。")
    if not opens <= moment.time() <= closes:
        return subject.note("予定の時刻の外です（月により 18 時頃）。", "機構と決めた時刻かを確かめてください。")
    return subject.same()


def _slip_day(typed: Transcription, name: str, wanted: date | None, word: str, plan: Plan) -> JudgedRow:
    own = typed.day(name)
    if own is None:
        return unread_row(typed, name, "hand")
    subject = about(typed, name, "hand", "" if wanted is None else f"{word} {day_text(wanted)}")
    if own > plan.today:
        return subject.differs("日付が今日より後です。", "日付を確かめてください。")
    if wanted is None:
        return subject.undone(f"{word}がないため、比べていません。", f"{word}を入力してください。")
    return subject.same() if own == wanted else subject.note(f"{word}と違う日付です。", "票を見直してください。")


def _month(typed: Transcription, plan: Plan) -> JudgedRow:
    name, own = "order.month", typed.month("order.month")
    if own is None:
        return unread_row(typed, name, "hand")
    year, month = map(int, plan.period.split("-"))
    subject = about(typed, name, "hand", f"{year}年{month}月")
    if own[1] == month and own[0] in (None, year):
        return subject.same()
    # Not specified: whether the month is that of the delivery or of the payment.
    return subject.note("この月と違う月分です。", "別の月の委託票でないかを確かめてください。")


def _discs(typed: Transcription) -> JudgedRow:
    name, own = "order.discs", typed.number("order.discs")
    if own is None:
        return unread_row(typed, name, "hand")
    subject = Subject(name, "hand", about(typed, name, "hand").place, f"媒体 {own:,} 枚")
    return subject.recorded() if own else subject.differs("媒体の枚数が 0 枚です。", "票を見直してください。")


# ウイルススキャン


def scan_rows(
    medium: Medium, typed: Transcription, plan: Plan, comparison: MediaComparison | None, rules: Rules
) -> Iterator[JudgedRow]:
    """The scan before the medium was connected (N l. 329, 343), as somebody states it."""
    yield _result(typed)
    yield _media(medium, typed, comparison)
    yield _moment(typed, plan)
    yield _pattern(typed, plan, rules)
    yield recorded(typed, "scan.tool", "scan")
    yield recorded(typed, "scan.by", "scan")


def _result(typed: Transcription) -> JudgedRow:
    name, own = "scan.result", typed.text("scan.result")
    if not own:
        return unread_row(typed, name, "scan")
    subject = about(typed, name, "scan", "検出なし")
    if own == "clean":
        return subject.same()
    if own == "found":
        step = f"媒体をどの機器にもつながず、管理者に知らせてください。{TO_AGENCY}"
        return JudgedRow(
            name, "scan", subject.place, subject.typed, "検出なし", "differs", "ウイルスが検出されました。", step, True
        )
    return subject.undone("スキャンできていません。", "別の機器でスキャンし直してください。")


def _media(medium: Medium, typed: Transcription, comparison: MediaComparison | None) -> JudgedRow:
    name, own = "scan.media", set(typed.labels("scan.media"))
    if not own:
        return unread_row(typed, name, "scan")
    opened = {medium.label, *(() if comparison is None else (comparison.other.partition("（")[0],))}
    # A label that was only guessed from the files has no side.
    wanted = {one for one in opened if one != medium.volume}
    subject = about(typed, name, "scan", "、".join(sorted(wanted)))
    if missing := sorted(wanted - own):
        what = f"{'、'.join(missing)} をスキャンした記録がありません。"
        return subject.differs(what, "スキャンして、記録を直してください。")
    return subject.same()


def _moment(typed: Transcription, plan: Plan) -> JudgedRow:
    moment, received = typed.moment("scan"), typed.moment("hand")
    if moment is None:
        return unread_row(typed, "scan.date" if "scan.date" not in typed.values else "scan.time", "scan")
    opened = None if plan.opened is None else plan.opened.astimezone(JST)
    read = "" if opened is None else f"開いた日時 {day_text(opened.date())} {opened:%H:%M}"
    subject = Subject("scan.date", "scan", "スキャンの日時", f"{day_text(moment.date())} {moment:%H:%M}", read)
    if moment > plan.now:
        return subject.differs("スキャンの日時が、今より後です。", "日時を確かめてください。")
    if received is not None and moment < received:
        return subject.differs("受領より前の日時です。", "受領した媒体をスキャンし直してください。")
    if opened is not None and moment > opened:
        what = "媒体を開いた後にスキャンしています（接続の前に行う決まりです）。"
        return subject.note(what, "なぜ後になったかを確かめてください。")
    return subject.same()


def _pattern(typed: Transcription, plan: Plan, rules: Rules) -> JudgedRow:
    name, own, scanned = "scan.pattern", typed.day("scan.pattern"), typed.day("scan.date")
    if own is None:
        return unread_row(typed, name, "scan")
    limit = rules.limits.pattern_age
    subject = about(typed, name, "scan", f"スキャンの日から {limit} 営業日以内")
    if scanned is None:
        return subject.undone("スキャンした日がないため、比べていません。", "スキャンした日を入力してください。")
    if own > scanned:
        return subject.differs("スキャンした日より後の日付です。", "日付を確かめてください。")
    if (scanned - own).days > _COUNTED_DAYS or plan.schedule.days.between(own, scanned) > limit:
        return subject.differs("パターンファイルが古すぎます。", "新しいパターンでスキャンし直してください。")
    return subject.same()
