"""受入 joined to the ledger: what closes the gate, what cannot, and what a refusal says."""

from dataclasses import replace
from functools import cache

import pymupdf
import pytest

from app.month.reception.facts import month_counts
from app.month.reception.judging import judge
from app.month.reception.ledger import (
    close_draft,
    evidence_of,
    is_recorded,
    last_counts,
    plan_of,
    record_drafts,
    refuse_draft,
    traces_of,
    typed_of,
)
from app.month.reception.typed import paper_field
from app.month.reception.unopened import refused_unopened, unopened_draft, unopened_due, unopened_paper
from app.reports.reception_sheet import reception_pdf
from app.signoff.gates import CHECK, RECEPTION, VIRUS, is_closed
from app.signoff.ledger import Draft
from tests.month.conftest import refusal
from tests.month.reception.received import CONTRACTOR, NOW, pair, read, typed_for
from tests.rows import each_row
from tests.signoff.entries import FLYERS, MEDIA, POSTAL, REASON, month_data
from tests.signoff.scenes import month, written

DECEMBER = "m12"


@cache
def december():
    """A month of its own, bound to the medium, after one that was received."""
    chain = written().fork()
    days = {"period": "2026-12", "handover": "2026-12-15", "delivery": "2026-12-18"}
    chain.add("l1", "month.opened", month_data(month=DECEMBER, **days))
    return chain.add("l1", "month.bound", {"month": DECEMBER, "parts": [MEDIA, POSTAL, FLYERS], **REASON})


@pytest.fixture(scope="module")
def taken(medium):
    """The medium of the month, as its entries name it."""
    return replace(medium, sha256=MEDIA["sha256"])


class Desk:
    """A month of a ledger beside its open medium."""

    def __init__(self, medium, chain=None, month=DECEMBER):
        self.medium, self.chain, self.id = medium, (chain or december()).fork(), month

    @property
    def month(self):
        return self.chain.state.months[self.id]

    def add(self, *drafts, who="c1"):
        for draft in drafts:
            self.chain.add(who, draft.kind, draft.data)

    def fault(self, draft, who="l1"):
        return self.chain.fault(self.chain.entry(who, draft.kind, draft.data))

    def record(self, texts):
        self.add(*record_drafts(self.chain.state, "c1", self.id, texts, self.medium.lines))

    def verdict(self, texts=None, comparison=True):
        texts = typed_of(self.month) if texts is None else texts
        plan = plan_of(self.chain.state, self.month, self.medium, NOW, CONTRACTOR)
        # The sample is far smaller than any month that was planned.
        plan = replace(plan, planned=self.medium.notices)
        return judge(self.medium, read(self.medium, texts), plan, pair(self.medium) if comparison else None)

    def close(self, texts=None, **other):
        typed = typed_of(self.month) if texts is None else texts
        return close_draft(self.chain.state, "l1", self.id, self.verdict(**other), typed, ())

    def refuse(self, texts=None, **other):
        typed = typed_of(self.month) if texts is None else texts
        return refuse_draft(self.chain.state, "l1", self.id, self.verdict(**other), typed)


def no_last(**other):
    """The reason why there is no month before."""
    return {"explain.1.kind": "other", "explain.1.text": "前月は別の工程で受け入れた", **other}


def sound(medium, **other):
    texts = typed_for(medium) | no_last() | other
    return {name: text for name, text in texts.items() if text}


@pytest.fixture
def desk(taken):
    return Desk(taken)


def test_a_sound_medium_is_recorded_judged_and_taken(desk, taken):
    texts = sound(taken)
    desk.record(texts)
    assert typed_of(desk.month) == texts and is_recorded(desk.month, texts)
    assert [one.what for one in desk.month.statements if one.gate == RECEPTION] == [VIRUS]
    desk.add(desk.close(), who="l1")
    assert is_closed(desk.chain.state, desk.month, RECEPTION)
    lines = {one.name: one for one in desk.month.closed[RECEPTION].evidence}
    assert (lines["notices"].count, lines["notices"].unit) == (taken.notices.value, "件")
    assert (lines["envelopes"].count, lines["envelopes"].unit) == (120, "通")
    assert lines["manifest"].text == taken.sha256 and lines["volume"].text == "PAP03"
    assert "前月は別の工程で受け入れた" in lines["note.trend.total"].text


def test_what_another_version_asked_for_is_no_field_of_the_form(desk, taken):
    *drafts, scan = record_drafts(desk.chain.state, "c1", DECEMBER, sound(taken), taken.lines)
    (record,) = drafts
    strange = {"name": "title", "label": "件名", "value": "通知書"}
    desk.add(Draft(record.kind, {**record.data, "copied": [*record.data["copied"], strange]}), scan)
    assert typed_of(desk.month) == sound(taken)
    assert read(taken, typed_of(desk.month)).problems == ()


def test_the_next_month_compares_with_what_this_one_closed_on(desk, taken):
    desk.record(sound(taken))
    assert last_counts(desk.chain.state, replace(desk.month, period="2027-01"), "PAP03") is None
    desk.add(desk.close(), who="l1")
    after = replace(desk.month, period="2027-01")
    assert last_counts(desk.chain.state, after, "PAP03") == month_counts("2026-12", taken)
    assert last_counts(desk.chain.state, after, "PAP04") is None
    assert last_counts(desk.chain.state, replace(after, period="2027-02"), "PAP03") is None
    desk.chain.add("l1", "gate.reopened", {"month": DECEMBER, "gate": RECEPTION, **REASON})
    assert last_counts(desk.chain.state, after, "PAP03") is None


@each_row(
    ("name", "text", "place"),
    [
        ("disc.title", "納入告知額・領収済額情報DVD（1日目）", "ディスクラベル　タイトル"),
        ("disc.side", "副", "ディスクラベル　正／副"),
        ("disc.volume", "PAP04A", "ディスクラベル　ボリューム名"),
        ("case.contractor", "受託業者Ｂ", "ケースラベル　受託業者名"),
        ("case.title", "別の件名", "ケースラベル　タイトル"),
        ("case.side", "副", "ケースラベル　正／副"),
        ("case.volume", "PAP03B", "ケースラベル　ボリューム名"),
        ("case.created", "令和8年11月17日", "ケースラベル　作成年月日"),
        ("case.counts", "7件", "ケースラベル　件数"),
        ("case.agency", "", "ケースラベル　機構担当名"),
        ("hand.time", "18:30", "受領の日時"),  # later than now
        ("order.date", "2026-12-16", "委託票の委託日"),
        ("order.month", "", "委託票の月分"),
        ("order.discs", "0", "受託票の媒体の枚数"),
        ("scan.result", "検出あり", "スキャン　結果"),
        ("scan.result", "スキャンできなかった", "スキャン　結果"),
        ("scan.pattern", "2026-12-01", "スキャン　パターンの日付"),
        ("scan.media", "PAP03A", "スキャン　対象の媒体"),
        ("scan.time", "09:00", "スキャンの日時"),  # before it was received
        ("scan.tool", "", "スキャン　ソフトの名前と版"),
        ("paper.kounen.created", "令和8年11月19日", "紙の件数表　厚年 作成年月日"),
        ("paper.kounen.total", "1", "厚年　合計"),
        ("paper.senpo.total", "", "船保　合計"),
        ("explain.1.text", "", "理由 1"),
    ],
)
def test_any_one_point_that_is_wrong_or_open_keeps_the_gate_from_closing(desk, taken, name, text, place):
    desk.record(sound(taken, **{name: text}))
    error = refusal(desk.close)
    assert error.code == "reception.no_go" and place in error.what


def test_an_office_that_differs_keeps_it_open_by_name(desk, taken):
    office = next(one for one in taken.offices if one.scheme == "kounen")
    desk.record(sound(taken, **{paper_field("kounen", office.office): str((office.prints or 0) + 1)}))
    assert office.office in refusal(desk.close).what


def test_media_whose_other_side_was_not_compared_are_not_taken(desk, taken):
    desk.record(sound(taken))
    assert "正と副の内容" in refusal(desk.close, comparison=False).what


def test_nobody_closes_it_on_another_transcription_than_the_signed_one(desk, taken):
    wrong = sound(taken, **{"disc.side": "副"})
    desk.record(wrong)
    right = sound(taken)
    assert desk.verdict(right).go
    error = refusal(close_draft, desk.chain.state, "l1", DECEMBER, desk.verdict(right), right, ())
    assert error.code == "reception.unsigned"
    # Nor by an entry that says it was: the hash is of what was signed.
    other = Desk(taken)
    other.record(right)
    forged = other.close()
    assert desk.fault(forged) == "on_evidence"


def test_another_medium_than_the_months_is_neither_taken_nor_refused(desk, taken):
    desk.record(sound(taken))
    desk.medium = replace(taken, sha256="0" * 64)
    assert refusal(desk.close).code == refusal(desk.refuse).code == "reception.medium"


def test_what_says_who_and_when_is_asked_for_before_anything_is_signed(desk, taken):
    for name in ("hand.brought", "hand.received", "order.number", "order.receipt"):
        assert refusal(desk.record, sound(taken, **{name: ""})).code == "reception.whole"
    assert refusal(desk.record, sound(taken, **{"scan.result": ""})).code == "reception.scan"


def test_a_refusal_says_every_reason_and_when_the_report_is_due(desk, taken):
    desk.record(sound(taken, **{"scan.result": "検出あり", "disc.side": "副", "case.agency": ""}))
    desk.add(desk.refuse(), who="l1")
    (one,) = desk.month.refusals
    assert len(one.reasons) == 2 and any("ウイルスが検出されました" in reason for reason in one.reasons)
    assert one.due == "2026-12-16（水） まで"
    assert not is_recorded(desk.month, typed_of(desk.month)), "after a refusal it is written down anew"


def test_nothing_wrong_is_no_reason_to_refuse(desk, taken):
    desk.record(sound(taken, **{"case.agency": ""}))
    assert refusal(desk.refuse).code == "reception.go"


def test_fewer_notices_after_a_disaster_are_taken_with_the_stated_reason(desk, taken):
    before = month_counts("2026-11", taken)
    code = before.offices[0].code
    more = tuple(replace(one, notices=one.notices + 200) if one.code == code else one for one in before.offices)
    plan = replace(
        plan_of(desk.chain.state, desk.month, taken, NOW, CONTRACTOR),
        planned=taken.notices,
        last=replace(before, offices=more),
    )

    def outcome(**other):
        texts = {name: text for name, text in (typed_for(taken) | other).items() if text}
        verdict = judge(taken, read(taken, texts), plan, pair(taken))
        return verdict.go, {row.outcome for row in verdict.rows if row.id in ("trend.total", "trend.offices")}

    assert outcome() == (False, {"differs"})
    stated = {"explain.1.kind": "disaster", "explain.1.text": "台風", "explain.1.prefectures": "東京都、千葉県、山梨県"}
    assert outcome(**stated) == (True, {"stated"})


def test_the_comparison_of_both_sides_is_read_from_its_entry(desk, taken):
    def compared(**other):
        data = {"volume": "PAP03A", "manifest": taken.sha256, "other": "PAP03B", "files": 8, "result": "equal"}
        desk.chain.add("c1", "media.compared", {**data, "network": [], **other})
        return traces_of(taken, desk.chain.entries).comparison

    assert compared(manifest="0" * 64) is None
    desk.record(sound(taken))
    plan = replace(plan_of(desk.chain.state, desk.month, taken, NOW, CONTRACTOR), planned=taken.notices)

    def pair_of(comparison):
        verdict = judge(taken, read(taken, sound(taken)), plan, comparison)
        return next(row for row in verdict.rows if row.id == "pair").outcome

    assert pair_of(compared()) == "same"
    assert pair_of(compared(volume="PAP03B", other="PAP03A")) == "same"
    assert pair_of(compared(result="different")) == "differs"
    assert pair_of(compared(other="PAP03A")) == "undone", "the same disc twice is no pair"


def test_evidence_needs_what_was_signed(desk, taken):
    with pytest.raises(ValueError, match="written down"):
        evidence_of(desk.month, desk.verdict(sound(taken)))


def test_a_month_without_days_is_not_judged(taken):
    one = replace(month().state.months["m1"], handover="", delivery="")
    assert refusal(plan_of, month().state, one, taken, NOW, CONTRACTOR).code == "reception.days"


def test_closing_is_for_leads_alone(desk, taken):
    desk.record(sound(taken))
    draft = desk.close()
    assert isinstance(draft, Draft) and CHECK not in draft.data.values()
    assert desk.fault(draft, "c1") and not desk.fault(draft)


# A medium that nobody can open


def test_a_medium_that_cannot_be_opened_is_refused_with_the_reason_and_the_time_of_the_report():
    chain = written().fork()
    days = {"period": "2026-12", "handover": "2026-12-15", "delivery": "2026-12-18"}
    chain.add("l1", "month.opened", month_data(month=DECEMBER, **days))
    assert refused_unopened(chain.state.months[DECEMBER]) is None
    assert refusal(unopened_paper, chain.state, chain.state.months[DECEMBER], {}).code == "reception.none"
    draft = unopened_draft(chain.state, "l1", DECEMBER, "鍵が合わない")
    chain.add("l1", draft.kind, draft.data)
    month = chain.state.months[DECEMBER]
    told = refused_unopened(month)
    assert told.reasons == ("媒体を開けません：鍵が合わない",) and told.due == unopened_due(month).text
    assert not is_closed(chain.state, month, RECEPTION)
    paper = unopened_paper(chain.state, month, {})
    with pymupdf.open(stream=reception_pdf(paper)) as document:
        (page,) = document
        text = page.get_text()
    for words in ("受入不可", "鍵が合わない", told.due, "媒体を開けません", "判定していません"):
        assert words in text.replace("\n", ""), words


def test_nothing_is_refused_unopened_without_a_reason(taken):
    assert refusal(unopened_draft, Desk(taken).chain.state, "l1", DECEMBER, " ").code == "reason.missing"
