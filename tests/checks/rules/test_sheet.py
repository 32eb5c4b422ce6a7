"""The rules of the sheet stage against the preview: what a checker sees of one notice, the rules say of a month."""

import re
from dataclasses import replace

import numpy as np
import pytest

from app.checks.model import Finding
from app.checks.rules.sheet import RULES
from app.equipment.loading import equip
from app.month.looking.workbench import Workbench
from app.records.layouts import notice_layouts
from app.records.notice_file import DETAIL, NoticeFile
from app.resources import resource
from app.sheet.envelope import BarcodeChoice, Envelope, ShowThrough, Tolerance, load_envelope
from app.sheet.fonts import FontSet
from app.sheet.forms import load_form
from app.sheet.measured_place import shown_form
from app.sheet.model import Rect
from app.sheet.paper import load_paper
from tests.checks.rules.looked_at import (
    FORMS,
    KOUNEN,
    RULE,
    SENPO,
    Changer,
    assert_rules_and_preview_agree,
    changed,
    findings,
    view_of,
)
from tests.notice.switching import everything_off, everything_on, switched
from tests.rows import each_row
from tests.sheet.test_measured_place import flow, front, measured
from tests.sheet.test_measured_place import sheet as sheet_side
from tests.sizes import sized

POSTAL = {"kounen": 60, "senpo": 58}


# looking at a volume


def all_findings(bench: Workbench) -> list[Finding]:
    return [finding for name in bench.notices for finding in findings(view_of(bench, name))]


# a clean sample


def without_barcode(file: NoticeFile, record: int) -> bool:
    """As a person reads it: a postal code that is blank, of three or five digits, or ends in 00."""
    text = file.raw(record, notice_layouts(file.scheme)["01"].field(POSTAL[file.scheme])).decode("ascii").strip()
    return re.fullmatch(r"[0-9]{3}-[0-9]{4}", text) is None or text.endswith("00")


def test_a_clean_sample_has_only_the_warnings_that_are_really_there(sample):
    expected = {
        (name, record)
        for name, file in sample.notices.items()
        for record in file.rows(DETAIL).tolist()
        if without_barcode(file, record)
    }
    found = all_findings(sample)
    loud = [finding for finding in found if finding.severity != "info"]
    assert {finding.rule for finding in loud} == {"barcode.unprintable"}
    assert {(finding.file, finding.record) for finding in loud} == expected
    assert len(loud) == len(expected) > 20
    assert {finding.rule for finding in found if finding.severity == "info"} == {"gaiji.used", "gengo.gannen"}


def test_a_file_without_records_and_one_without_sound_records_find_nothing(sample):
    assert findings(view_of(sample, "ZMGKS#3601")) == []
    view = view_of(sample, KOUNEN)
    assert findings(view.with_sound(np.zeros(len(view.file), dtype=bool))) == []


def test_the_same_bytes_give_the_same_findings(sample):
    assert all_findings(sample) == all_findings(sample)


def test_messages_are_japanese_sentences(sample):
    assert all(re.search("[ぁ-ん].*。$", finding.message) for finding in all_findings(sample))


def test_every_rule_explains_itself():
    for rule in RULES:
        assert rule.stage == "sheet"
        assert rule.source.startswith(("委託要領", "仕様書", "電子媒体仕様書", "日本郵便"))
        assert 2 <= rule.explanation.count("。") <= 4
        assert "。" not in rule.title


# against the preview


@pytest.mark.parametrize("name", [KOUNEN, SENPO])
def test_rules_and_preview_agree_on_a_sample(sample, name):
    file = sample.notices[name]
    plain = b"".join(file.raw_record(int(row)) for row in file.rows(DETAIL)[: sized(50, 150)])
    assert_rules_and_preview_agree(changed(sample, name, plain), name, needed={"barcode.unprintable"})


@pytest.mark.parametrize("name", [KOUNEN, SENPO])
def test_rules_and_preview_agree_on_changed_records(sample, name):
    plain = Changer(sample.notices[name], 7).records(sized(70, 160))
    needed = set(RULE) - {"window.hidden", "window.exposed"}
    assert_rules_and_preview_agree(changed(sample, name, plain), name, needed=needed)


# Forms, envelopes and lists on which things do not fit.


@each_row("variant", FORMS)
def test_rules_and_preview_agree_on_another_form(sample, variant):
    forms = {number: FORMS[variant](form) for number, form in sample.equipment.forms.items()}
    plain = Changer(sample.notices[KOUNEN], 11).records(sized(14, 30))
    needed = {"barcode.unprintable" if variant == "no room for the barcode" else "sheet.overflow"}
    assert_rules_and_preview_agree(changed(sample, KOUNEN, plain, forms=forms), KOUNEN, needed=needed)


def test_rules_and_preview_agree_on_a_measured_form(sample):
    """An address that was found to be printed beside the window is hidden, whatever our own form says."""
    printed = measured(sheet_side(flow(84.0, 62.5)), front())
    shown = {number: shown_form(form, printed, "sheet") for number, form in sample.equipment.forms.items()}
    plain = Changer(sample.notices[KOUNEN], 13).records(sized(14, 30))
    assert_rules_and_preview_agree(changed(sample, KOUNEN, plain, measured=shown), KOUNEN, needed={"window.hidden"})


def test_rules_and_preview_agree_on_a_shorter_sheet(sample):
    shorter = equip(None, None, folder=resource("forms", "220mm"))
    plain = Changer(sample.notices[KOUNEN], 12).records(30)
    bench = changed(sample, KOUNEN, plain, forms=shorter.forms, envelope=shorter.envelope, barcode=shorter.barcode)
    assert_rules_and_preview_agree(bench, KOUNEN, needed={"sheet.overflow"})


def test_the_usual_form_on_a_shorter_sheet_is_hidden_by_rules_and_preview(sample):
    envelope = load_envelope(paper=load_paper(resource("forms", "220mm", "paper.toml")))
    plain = Changer(sample.notices[KOUNEN], 14).records(sized(14, 30))
    assert_rules_and_preview_agree(changed(sample, KOUNEN, plain, envelope=envelope), KOUNEN, needed={"window.hidden"})


@pytest.mark.parametrize("name", [KOUNEN, SENPO])
@pytest.mark.parametrize("changes", [everything_on, everything_off])
def test_rules_and_preview_agree_on_what_the_table_switches(sample, name, changes):
    plain = Changer(sample.notices[name], 16).records(sized(14, 30))
    with switched(changes):
        forms = {number: load_form(number) for number in (1, 2)}
        assert_rules_and_preview_agree(changed(sample, name, plain, forms=forms), name, needed={"sheet.overflow"})


def window(envelope: Envelope, name: str, **moved: float) -> Envelope:
    def shifted(one):
        return replace(
            one,
            rect=Rect(*(value + moved.get(side, 0) for side, value in zip(one.rect._fields, one.rect, strict=True))),
        )

    return replace(envelope, windows=tuple(shifted(one) if one.name == name else one for one in envelope.windows))


def strict(envelope: Envelope, name: str, text_mm: float) -> Envelope:
    windows = (replace(one, text_mm=text_mm) if one.name == name else one for one in envelope.windows)
    return replace(envelope, windows=tuple(windows))


def second_window(envelope: Envelope) -> Envelope:
    """Short lines lie deeper in this window than in the first one, which is content with less."""
    first = envelope.window("address")
    x0, y0, x1, y1 = first.rect
    other = replace(first, name="other", rect=Rect(x0 - 5, y0 - 5, x1 - 2.5, y1 + 5), text_mm=20.0)
    return replace(envelope, windows=(*envelope.windows, other))


ENVELOPES = {
    "a narrow window": (lambda own: window(own, "address", x1=-12), "window.hidden"),
    "a low window": (lambda own: window(own, "address", y1=-7), "window.hidden"),
    "a window that begins further down": (lambda own: window(own, "address", y0=4), "window.hidden"),
    "a slightly lower window": (lambda own: window(own, "address", y1=-2.2), "window.hidden"),
    "a narrow office window": (lambda own: window(own, "office", x1=-8), "window.hidden"),
    "an office window with a margin": (lambda own: strict(own, "office", 4.0), "window.hidden"),
    "a second window that wants more room": (second_window, "window.hidden"),
    "large tolerances": (
        lambda own: replace(own, tolerances=(*own.tolerances, Tolerance("x", 1.5, 1.5))),
        "window.hidden",
    ),
    "a window over the piece code": (lambda own: window(own, "office", y0=-60), "window.exposed"),
    "amounts that shine through": (
        lambda own: replace(own, show_through=(ShowThrough("front.charge.total", "front", 115.0),)),
        "window.exposed",
    ),
    "names that shine through": (
        lambda own: replace(own, show_through=(ShowThrough("sheet.name_2", "sheet", 170.0),)),
        "window.exposed",
    ),
    "the notice side faces out": (lambda own: replace(own, panel="front"), "window.exposed"),
}


@each_row("variant", ENVELOPES)
def test_rules_and_preview_agree_on_another_envelope(sample, variant):
    change, needed = ENVELOPES[variant]
    plain = Changer(sample.notices[KOUNEN], 13).records(sized(14, 30))
    bench = changed(sample, KOUNEN, plain, envelope=change(sample.equipment.envelope))
    assert_rules_and_preview_agree(bench, KOUNEN, needed={needed})


def test_with_no_permitted_size_the_file_gets_one_finding(sample):
    choice = BarcodeChoice(None, 0.0, 0.0, 0.0, "許容される最小の寸法でも、窓枠から 2.0 mm を保てない。")
    plain = Changer(sample.notices[KOUNEN], 17).records(sized(14, 30))
    bench = changed(sample, KOUNEN, plain, barcode=choice)
    found = assert_rules_and_preview_agree(bench, KOUNEN, needed={"barcode.unprintable"})
    whole = [finding for finding in found if finding.rule == "barcode.unprintable" and finding.records > 1]
    assert [(finding.record, finding.records) for finding in whole] == [(0, len(bench.notices[KOUNEN]))]
    assert choice.reason in whole[0].message


def test_without_a_font_every_gaiji_is_missing(sample):
    fonts = FontSet({role: font for role, font in sample.equipment.fonts.roles.items() if role != "gaiji"})
    plain = Changer(sample.notices[KOUNEN], 19).records(sized(14, 30))
    found = assert_rules_and_preview_agree(
        changed(sample, KOUNEN, plain, fonts=fonts), KOUNEN, needed={"gaiji.missing"}
    )
    assert not [finding for finding in found if finding.rule == "gaiji.used"]
    assert all("フォントが読み込まれていません" in one.message for one in found if one.rule == "gaiji.missing")
