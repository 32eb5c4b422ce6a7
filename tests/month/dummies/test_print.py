"""A dummy's own pages in a print are found and judged; those of others are passed over."""

from dataclasses import replace

import pymupdf
import pytest

from app.errors import KenpanError
from app.month.dummies.comparing import compare_dummies
from app.month.dummies.taking import read_list
from app.month.parts_in_use import media_part
from app.month.printed.in_hand import SourcePrint
from app.proof.captures.comparison import CaptureComparison, Unproved
from app.proof.printed.basis import form_hash
from app.proof.printed.model import Notice
from app.sheet.measured_form import MeasuredForm
from app.sheet.model import Rect
from app.training.dummy_disc import make_dummy_disc
from app.training.printing.job import print_month
from app.training.printing.plan import notices_of
from tests.proof.compared.found import finding
from tests.proof.printed.forms import form_of


@pytest.fixture(scope="module")
def taken(bench, tmp_path_factory):
    path, counts = make_dummy_disc(tmp_path_factory.mktemp("disc"), bench.notices.values(), 3)
    return read_list(bench, path, counts)


def test_a_list_that_is_taken_makes_a_piece_of_every_notice(bench, taken):
    assert taken.list.findings == ()
    assert taken.manifest == media_part(bench).sha256
    assert [piece.number for piece in taken.pieces] == [*range(1, len(taken.pieces) + 1)]
    assert len(taken.pieces) >= taken.list.rows == 3
    for piece in taken.pieces:
        assert piece.piece_id == bench.content(piece.file, piece.record).piece_id


def test_each_dummy_is_judged_by_its_own_pages(bench, taken, tmp_path):
    form = form_of(bench, "panels", tmp_path / "clean")
    bench = replace(bench, equipment=replace(bench.equipment, reference=form))
    wanted = [(piece.file, piece.record) for piece in taken.pieces]
    others = [one for one in notices_of(bench) if tuple(one) not in wanted][:2]
    printed = [one for one in notices_of(bench) if tuple(one) in wanted[1:]] + others
    job = print_month(bench, "panels", selection=printed, defects=["digit@front.charge.total"])
    path = tmp_path / "print.pdf"
    path.write_bytes(job.pdf)
    found = compare_dummies(bench, [path], None, taken.pieces)
    numbers = {(piece.file, piece.record): piece.number for piece in taken.pieces}
    (planted,) = job.defects
    spoilt = numbers.get((planted.file, planted.record))
    for piece in taken.pieces:
        seen = found.seen[piece.number]
        pages = {page.number for page, own in job.panels() if (own.file, own.record) == (piece.file, piece.record)}
        assert set(seen.pages) == pages
        missing = piece.number == 1
        assert seen.differences == int(missing or piece.number == spoilt)
        assert [one.rule for one in found.differences[piece.number]] == (
            ["print.missing_page"] if missing else ["print.changed"] if piece.number == spoilt else []
        )
    assert found.seen[1].sha256 == found.sha256
    assert found.used == (form_hash(form), False), "the approved form was taken without asking"
    with pytest.raises(KenpanError) as caught:
        compare_dummies(bench, [tmp_path / "none.pdf"], None, taken.pieces)
    assert caught.value.code == "print.none"


def test_dummies_on_captures_are_judged_and_a_person_tells_what_the_machine_cannot(bench, taken, tmp_path, monkeypatch):
    first, second = taken.pieces[:2]
    asked = finding("print.undecided", file=first.file, record=first.record)
    wrong = finding("print.changed", file=first.file, record=first.record)
    own, other = (Notice(one.file, one.record) for one in (first, second))
    found = CaptureComparison(pages=3, findings=[asked, wrong], whose={0: (own, 0), 1: (own, 1), 2: (other, 0)})
    monkeypatch.setattr("app.month.printed.captured.compare_capture_files", lambda *_args, **_how: found)
    (tmp_path / "0001.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    print_ = compare_dummies(bench, [tmp_path], None, taken.pieces)
    assert print_.of_captures and print_.name == "0001.png"
    assert print_.seen[first.number].pages == (0, 1) and print_.seen[second.number].pages == (2,)
    assert print_.seen[first.number].differences == 2 and print_.asked(first.number) == (0,)
    seen, right = print_.as_told(first.number, {0: True})
    assert (seen.differences, right) == (1, 1)
    assert print_.as_told(first.number, {0: False}) == (print_.seen[first.number], 0)


def test_a_pair_of_characters_that_nobody_can_tell_apart_is_a_lead_s_word_and_listed_of_each_dummy(
    bench, taken, tmp_path, monkeypatch
):
    first, second = taken.pieces[:2]
    own, other = (Notice(one.file, one.record) for one in (first, second))
    pair = finding("print.undecided", file=first.file, record=first.record, expected="ー", found="一")
    boxes = [Unproved(at, of, "front", "front.name", "ー", "一", Rect(1, 2, 3, 4)) for at, of in ((0, own), (2, other))]

    def judged(*_own, decided, **_how):
        whose = {0: (own, 0), 2: (other, 0)}
        findings = [] if decided else [pair]
        return CaptureComparison(
            pages=3, findings=findings, whose=whose, unproved_boxes=[*boxes, boxes[1]], decided=decided
        )

    monkeypatch.setattr("app.month.printed.captured.compare_capture_files", judged)
    (tmp_path / "0001.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    asked = compare_dummies(bench, [tmp_path], None, taken.pieces)
    assert asked.asked(first.number) == (), "no checker can tell"
    assert asked.open_pairs() == asked.open_pairs(first.number) == asked.open_pairs(second.number) == ("ー一",)
    assert [asked.seen[one.number].differences for one in (first, second)] == [0, 0]
    told = compare_dummies(bench, [tmp_path], None, taken.pieces, alike=["ー一"])
    assert told.open_pairs() == ()
    assert told.unproved_text(second.number) == "未証明 2 か所（「ー」と「一」）"
    assert told.unproved_text(taken.pieces[2].number) == ""


def test_dummies_on_paper_of_a_measured_form_are_judged_with_the_print_that_is_chosen_with_them(
    bench, taken, tmp_path, monkeypatch
):
    form = MeasuredForm((), {})
    foreign = replace(bench, equipment=replace(bench.equipment, reference=form))
    (tmp_path / "0001.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(KenpanError) as caught:
        compare_dummies(foreign, [tmp_path], None, taken.pieces)
    assert caught.value.code == "captures.print" and "一緒に選んで" in caught.value.next_step

    with pymupdf.open() as document:
        document.new_page()
        document.save(tmp_path / "0002.pdf")
    with pytest.raises(KenpanError) as caught:
        compare_dummies(bench, [tmp_path], None, taken.pieces)
    assert caught.value.code == "print.mixed", "of the program's own paper no print is needed"

    source = SourcePrint((tmp_path / "0002.pdf",), form, {})
    seen = []
    monkeypatch.setattr("app.month.printed.print_paper.sound_print", lambda *_args, **_how: source)
    monkeypatch.setattr(
        "app.month.printed.captured.compare_capture_files",
        lambda _bench, files, *_args, source, **_how: seen.append((files, source)) or CaptureComparison(pages=1),
    )
    print_ = compare_dummies(foreign, [tmp_path], None, taken.pieces)
    assert seen == [([tmp_path / "0001.png"], source)] and print_.of_captures and print_.source is source
    assert print_.used == (form_hash(form), False)
    assert [one.name for one in print_.chosen] == ["0001.png", "0002.pdf"]
