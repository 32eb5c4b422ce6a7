"""Prints of foreign layouts against the records: what is right raises nothing, each defect is found once.

``KENPAN_SOAK=1`` takes every layout.
"""

import dataclasses
import json

import pymupdf
import pytest

from app.errors import Cancelled, KenpanError
from app.proof.printed import run
from app.proof.printed.basis import basis_of
from app.proof.printed.model import Notice
from app.proof.printed.resume import DAMAGED
from app.proof.printed.work import RangeReader
from app.proof.printed.workers import Here
from app.sheet.measured_form import Zone
from app.sheet.model import Rect
from app.training.printing.defects import DEFECTS, usual
from app.training.printing.layout import layout_names, print_layout
from tests.proof.printed.verdicts import wrong_verdicts
from tests.sizes import SOAK, sized, some

ITEM = "front.charge.total"
LIES = [f"{name}@{ITEM}" if kind.of_item else name for name, kind in DEFECTS.items() if name.startswith("lies/")]
ALL = layout_names()


@pytest.mark.parametrize("layout", ALL if SOAK else ["panels"])
def test_a_right_print_raises_nothing_and_every_side_is_matched(press_of, layout):
    press = press_of(layout)
    result = press.compare(press.print(sized(4, 6), shuffle=True))
    assert wrong_verdicts(dataclasses.replace(press.print(sized(4, 6)), defects=()), result) == []
    assert (result.records, result.matched) == (sized(4, 6),) * 2
    assert result.equal


@pytest.mark.parametrize("layout", ALL if SOAK else ["fold"])
def test_each_defect_of_a_print_shop_is_found_once_and_no_other(press_of, layout):
    press = press_of(layout)
    defects = some(usual(print_layout(layout)), 18)
    job = press.print(36 if SOAK else min(36, len(defects) + 6), defects=defects)
    assert wrong_verdicts(job, press.compare(job)) == []


@pytest.mark.parametrize("layout", ALL if SOAK else ["turned"])
def test_no_way_of_lying_is_believed(press_of, layout):
    press = press_of(layout)
    lies = some(LIES, 16)
    job = press.print(len(lies) + 4, defects=lies)
    assert wrong_verdicts(job, press.compare(job)) == []


def test_a_run_that_was_ended_goes_on_and_counts_nothing_twice(press_of, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "RANGE", 4)
    press = press_of("panels")
    job = press.print(8, defects=["digit", "doubled"], per_notice=False)
    files, kept = press.files(job), tmp_path / "resume"
    whole = press.compare(job, files)
    seen = []

    def stop(stage, done, _total):
        if stage == run.STAGE:
            seen.append(done)
        if len(seen) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        press.compare(job, files, resume=kept, progress=stop)
    text = kept.read_text()
    assert len(text.splitlines()) == 3
    assert not any(word in text for word in ("見本", "株式", "ZMGK"))
    kept.write_text(text + "[999, 0, tr")  # it was writing when it was killed
    told = []
    again = press.compare(job, files, resume=kept, tell=told.append)
    assert again.as_json() == whole.as_json()
    assert (kept.exists(), told) == (False, [])


def test_what_an_earlier_run_left_damaged_is_told_and_all_begins_anew(press_of, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "RANGE", 4)
    press = press_of("panels")
    job = press.print(4)
    files, kept = press.files(job), tmp_path / "resume"

    def stop(stage, done, _total):
        if stage == run.STAGE and done >= 8:
            raise Cancelled

    with pytest.raises(Cancelled):
        press.compare(job, files, resume=kept, progress=stop)
    head, first, *rest = kept.read_text().splitlines()
    other = first.replace("[[0, 0,", "[[1, 0,", 1)
    assert other != first
    kept.write_text("\n".join([head, other, *rest, ""]))
    told = []
    assert press.compare(job, files, resume=kept, tell=told.append).plainly_equal
    assert told == [DAMAGED]


def test_a_file_that_is_no_progress_of_this_comparison_is_left_alone(press_of, tmp_path):
    press = press_of("panels")
    job, kept = press.print(2), tmp_path / "list.txt"
    for content in ("something else\n", '{"job": "00"}\n'):
        kept.write_text(content)
        with pytest.raises(KenpanError) as refused:
            press.compare(job, resume=kept)
        assert refused.value.code == "print.resume"
        assert kept.read_text() == content


def test_a_file_for_each_notice_is_compared_like_one_for_all(press_of):
    press = press_of("panels")
    job = press.print(4, defects=["digit"], per_notice=True)
    assert wrong_verdicts(job, press.compare(job)) == []


def test_other_workers_go_by_what_the_first_ranges_taught_and_find_the_same(press_of, monkeypatch):
    monkeypatch.setattr(run, "RANGE", 4)
    monkeypatch.setattr(run, "MOST_ALONE", 1)
    press = press_of("preprinted")
    job = press.print(8, defects=["digit", "doubled"])
    files, others = press.files(job), []

    class Other(Here):
        def read(self, tasks, learned):
            self._reader.take(learned)
            others.append(self._reader.taught)
            return super().read(tasks, learned)

        def stop(self):
            self._reader.close()

    alone = press.compare(job, files)
    spread = press.compare(job, files, workers=lambda own: Other(RangeReader(own)))
    assert others[0] > 0
    assert json.dumps(spread.as_json()).encode() == json.dumps(alone.as_json()).encode()


def test_two_notices_on_a_sheet_are_told_apart(press_of):
    press = press_of("two_up")
    job = press.print(sized(6, 24), defects=["comma", "look_alike"])
    assert wrong_verdicts(job, press.compare(job)) == []


def test_backs_of_another_two_sides_setting_are_told_from_the_first_sheet_on(press_of):
    press = press_of("fold")
    job = press.print(4)
    (file,) = press.files(job)
    turned = file.with_name("turned.pdf")
    with pymupdf.open(file) as pages:
        pages.select([0, 7, 2, 1, 4, 3, 6, 5])  # each sheet has the back of the one before
        pages.save(turned)
    result = press.compare(job, [turned])
    assert [(one.rule, one.page, one.side) for one in result.findings] == [
        ("print.pairing", page, "back") for page in (1, 3, 5, 7)
    ]


def test_notices_that_were_not_printed_are_missing_and_others_strange(press_of):
    press = press_of("panels")
    job = press.print(4)
    first, second, third, *_ = press.notices
    result = press.compare(job, wanted=[first, second, third, press.notices[6]])
    assert result.counts == {"print.missing_page": 1, "print.stranger": 3}
    missing = next(one for one in result.findings if one.rule == "print.missing_page")
    assert Notice(missing.file, missing.record) == press.notices[6]
    assert (missing.page, missing.side) == (None, None)


def test_the_result_is_json_with_the_names_that_people_script(press_of):
    press = press_of("panels")
    job = press.print(4, defects=[f"digit@{ITEM}"])
    told = json.loads(json.dumps(press.compare(job).as_json()))
    assert told.keys() == {"pages", "records", "matched", "unreadable", "findings", "ignored", "counts", "basis"}
    (finding,) = told["findings"]
    (defect,) = job.defects
    assert (finding["rule"], finding["page"], finding["item"]) == ("print.changed", defect.page, ITEM)
    assert (finding["expected"], finding["found"]) == (defect.expected, defect.found.strip("¥円"))
    assert all(abs(a - b) < 0.5 for a, b in zip(finding["rect_mm"], defect.rect, strict=True))


def test_the_basis_changes_with_form_zone_print_and_medium_and_with_nothing_else(press_of):
    press = press_of("panels")
    (file,) = press.files(press.print(2))
    due = press.notices[:2]
    own = basis_of([file], press.form, due, "m")
    assert own == basis_of([file], press.form, due, "m")
    zoned = dataclasses.replace(press.form, zones=(Zone("欄", "理由", "front", Rect(0, 0, 1, 1)),))
    glyphs = dataclasses.replace(press.form, glyphs={"ab": "字"})
    copy = file.with_name("copy.pdf")
    copy.write_bytes(file.read_bytes() + b"%")
    for part, other in (
        ("zones", basis_of([file], zoned, due, "m")),
        ("form", basis_of([file], glyphs, due, "m")),
        ("media", basis_of([file], press.form, due, "n")),
        ("notices", basis_of([file], press.form, due[::-1], "m")),
        ("print_files", basis_of([copy], press.form, due, "m")),
    ):
        changed = {name for name, value in other.as_json().items() if value != own.as_json()[name]}
        assert changed == {part}
        assert other.sha256 != own.sha256


def test_a_print_file_that_is_written_to_meanwhile_is_not_compared(press_of):
    press = press_of("panels")
    job = press.print(2)
    (file,) = press.files(job)

    def write(stage, _done, _total):
        if stage == run.STAGE:
            file.write_bytes(job.pdf + b"%")

    with pytest.raises(KenpanError) as refused:
        press.compare(job, [file], progress=write)
    assert refused.value.code == "print.written"


def test_what_differs_in_a_zone_is_counted_there_and_is_not_plainly_equal(press_of, monkeypatch):
    press = press_of("panels")
    job = press.print(4, defects=["digit@front.issued"])
    everywhere = Zone("発行日の欄", "見本は旧い日付", "front", Rect(0, 0, 300, 300))
    monkeypatch.setattr(press, "form", dataclasses.replace(press.form, zones=(everywhere,)))
    result = press.compare(job)
    assert result.ignored == [{"zone": "発行日の欄", "pages": 1, "reason": "見本は旧い日付"}]
    assert (result.findings, result.equal, result.plainly_equal) == ([], True, False)


def test_a_zone_hides_nothing_of_a_critical_item(press_of, monkeypatch):
    press = press_of("panels")
    job = press.print(2, defects=[f"digit@{ITEM}"])
    zone = Zone("金額", "理由", "front", Rect(0, 0, 300, 300))
    monkeypatch.setattr(press, "form", dataclasses.replace(press.form, zones=(zone,)))
    assert press.compare(job).counts == {"print.changed": 1}
