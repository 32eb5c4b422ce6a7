"""``kenpan print``."""

import json

import cv2
import pymupdf
import pytest

from app.commands.main import main
from app.training.printing.plan import notices_of


def test_a_part_of_the_month_is_printed_with_truth_captures_and_envelopes(capsys, sample_folder, tmp_path):
    out, truth = tmp_path / "print.pdf", tmp_path / "truth.json"
    given = ["--from", "3", "--to", "4", "--defects", "digit@front.charge.total", "--truth", str(truth)]
    given += ["--dpi", "100", "--noise", "hard", "--captures", str(tmp_path / "paper.tif")]
    given += ["--envelopes", str(tmp_path / "envelopes.pdf")]
    assert main(["print", str(sample_folder), "-o", str(out), *given]) == 0
    said = json.loads(truth.read_text(encoding="utf-8"))
    assert len(pymupdf.open(out)) == len(said["pages"]) == 4
    (defect,) = said["defects"]
    assert (defect["item"], defect["rules"]) == ("front.charge.total", ["print.changed"])
    assert defect["found"] != defect["expected"]
    assert "digit" in capsys.readouterr().out
    done, images = cv2.imreadmulti(str(tmp_path / "paper.tif"), flags=cv2.IMREAD_GRAYSCALE)
    captures = json.loads((tmp_path / "truth_captures.json").read_text(encoding="utf-8"))["captures"]
    assert done
    assert [image.shape[::-1] for image in images] == [(one["width"], one["height"]) for one in captures]
    assert len(pymupdf.open(tmp_path / "envelopes.pdf")) == 2


def test_what_the_layout_has_no_room_for_is_told_and_is_no_defect(capsys, bench, sample_folder, tmp_path):
    longest = [max(len(item.text) for item in bench.content(*one).items) for one in notices_of(bench)]
    number = longest.index(max(longest)) + 1
    out, truth = tmp_path / "print.pdf", tmp_path / "truth.json"
    given = ["--from", str(number), "--to", str(number), "--truth", str(truth)]
    assert main(["print", str(sample_folder), "-o", str(out), *given]) == 0
    (told,) = json.loads(truth.read_text(encoding="utf-8"))["overflowing"]
    said = capsys.readouterr().out
    assert "仕込み 0 個" in said
    assert f"収まらない長い値のある通知書 1 件（面からはみ出し、照合で違いになります）: {told['file']}" in said


def test_faces_and_backs_are_two_files(sample_folder, tmp_path):
    out = tmp_path / "print.pdf"
    assert main(["print", str(sample_folder), "-o", str(out), "--to", "2", "--layout", "two_up"]) == 0
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["print_backs.pdf", "print_faces.pdf"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (["--from", "9", "--to", "3"], "print.range"),
        (["--layout", "none"], "print.layout"),
        (["--to", "2", "--defects", "none"], "print.defect"),
        (["--captures", "paper.gif"], "capture.form"),
        (["--to", "1", "--captures", "paper.pdf", "--dpi", "9"], "capture.dpi"),
        (["--to", "1", "--captures", "paper.pdf", "--noise", "none"], "capture.grade"),
    ],
)
def test_what_cannot_be_printed_is_said(capsys, sample_folder, tmp_path, monkeypatch, given, code):
    monkeypatch.chdir(tmp_path)
    assert main(["print", str(sample_folder), "-o", "print.pdf", *given]) == 2
    assert f"[{code}]" in capsys.readouterr().err


def test_media_that_are_no_sample_are_never_printed(capsys, sample_folder, tmp_path, monkeypatch):
    monkeypatch.setattr("app.month.looking.workbench.is_sample", lambda _media: False)
    assert main(["print", str(sample_folder), "-o", str(tmp_path / "print.pdf")]) == 2
    assert "[print.agency]" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.pdf"))
