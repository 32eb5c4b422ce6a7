"""A comparison of captures is evidence like a print's: opened again only as it was, signed by a checker, a sample."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from app.errors import KenpanError
from app.media.manifest import manifest
from app.month.printed.captured import captures_in_hand, open_captures, open_pairs, with_alike
from app.month.printed.compared import captured, is_of_captures, open_result
from app.month.printed.in_hand import machine_verdict
from app.month.printed.signing import basis_of, result_sha256, sign_draft
from app.proof.captures.basis import captures_basis
from app.proof.captures.comparison import CaptureComparison, Unproved
from app.proof.compared.differences import Ruling
from app.proof.printed.expected import expectation_of
from app.sheet.measured_form import MeasuredForm
from app.sheet.model import Rect
from app.signoff.comparison_standing import comparison_is_signed, uncompared
from app.signoff.comparisons import decide_alike
from app.signoff.signed import Part
from tests.house import EQUIPMENT
from tests.proof.compared.found import finding

ALIKE = frozenset({frozenset("ー一")})


@pytest.fixture
def scanned(bench, tmp_path):
    """Captures on which every notice of the month was found right, and what says so."""
    path = tmp_path / "roll.tif"
    path.write_bytes(b"scans")
    held = bench.equipment
    media = manifest(bench.media)["sha256"]
    basis = captures_basis([path], held.forms, held.fonts, held.barcode.size, media, decided=ALIKE)
    whole = len(expectation_of(bench).all())
    found = CaptureComparison(basis=basis, pages=2 * whole, records=whole, matched=whole, decided=ALIKE)
    return path, captures_in_hand([path], found)


@pytest.fixture
def written(scanned, tmp_path):
    out = tmp_path / "found.json"
    out.write_bytes(scanned[1].raw)
    return out


def refusal(act, *arguments):
    with pytest.raises(KenpanError) as caught:
        act(*arguments)
    return caught.value


def test_it_is_opened_again_only_with_the_same_captures(bench, scanned, written):
    path, one = scanned
    again = open_captures(bench, written, [path])
    assert (again.raw, again.of_captures, again.table) == (one.raw, True, one.table)
    path.write_bytes(b"other scans")
    refused = refusal(open_captures, bench, written, [path])
    assert refused.code == "print.other" and refused.what.endswith("：取り込み画像。")


def test_it_is_no_result_of_a_print_and_that_of_a_print_is_none_of_captures(bench, scanned, written):
    path, one = scanned
    assert refusal(open_result, bench, written, [path], MeasuredForm((), {})).code == "print.other"
    written.write_bytes(one.raw.replace(b'"captures"', b'"others"'))
    assert refusal(open_captures, bench, written, [path]).code == "print.result"


def test_files_of_a_folder_are_known_as_captures_and_judged(bench, tmp_path):
    cv2.imwrite(str(tmp_path / "0001.png"), np.full((400, 300), 200, np.uint8))
    assert is_of_captures([tmp_path])
    one = captured(bench, [tmp_path], None)
    assert one.of_captures and one.result.pages == 1 and len(one.result.unreadable) == 1
    with pytest.raises(KenpanError, match="取り込み画像"):
        is_of_captures([tmp_path / "none"])


def test_the_machine_says_what_a_capture_of_a_piece_shows_and_nothing_of_other_pieces(bench, scanned):
    first, second, third = expectation_of(bench).all()[:3]
    asked = finding("print.undecided", file=second.file, record=second.record)
    result = CaptureComparison(
        basis=scanned[1].result.basis,
        pages=4,
        findings=[asked],
        whose={0: (first, 0), 1: (first, 1), 2: (second, 0), 3: (second, 1)},
    )
    one = captures_in_hand([scanned[0]], result)
    right, unsure, unseen = (machine_verdict(one, *notice) for notice in (first, second, third))
    assert right.startswith("○ 機械の照合　取り込み画像（実機未検証）はレコードと一致")
    assert unsure.startswith("◆") and "判定できない 1 か所" in unsure and unseen == ""
    result.findings.append(finding("print.changed", file=second.file, record=second.record))
    assert machine_verdict(captures_in_hand([scanned[0]], result), *second).startswith("▲")


def test_a_pair_that_is_decided_afterwards_makes_the_result_of_a_run_that_knew_it(bench, scanned):
    """Byte for byte; what people did with the rest stays."""
    path, _ = scanned
    notice = expectation_of(bench).all()[0]
    pair = finding("print.undecided", file=notice.file, record=notice.record, expected="へ", found="ヘ")
    asked = [finding("print.undecided", page=page, record=page, expected="1", found="〓") for page in (3, 4)]
    boxes = [Unproved(0, notice, "front", "front.name", *pair, Rect(1, 2, 3, 4)) for pair in ("へヘ", "へヘ", "ー一")]
    told = {"pages": 2, "whose": {0: (notice, 0)}, "unproved_boxes": boxes}
    held = bench.equipment
    media = manifest(bench.media)["sha256"]

    def run(decided, findings):
        basis = captures_basis([path], held.forms, held.fonts, held.barcode.size, media, decided=decided)
        result = CaptureComparison(basis=basis, findings=findings, decided=decided, **told)
        return captures_in_hand([path], result, None)

    before = run(ALIKE, [asked[0], pair, asked[1]])
    assert open_pairs(before) == ("へヘ",)
    before.review.tick(2)
    before.review.rule(before.review.group_of(2), Ruling("reprint", "違う字"))
    after = with_alike(before, ["へヘ"])
    assert after.raw == run(ALIKE | {frozenset("へヘ")}, asked).raw
    assert open_pairs(after) == () and after.due == before.due
    said = machine_verdict(before, *notice), machine_verdict(after, *notice)
    assert said[0].startswith("◆") and said[1].startswith("○")
    assert all("未証明 3 か所（「へ」と「ヘ」、「ー」と「一」）" in one for one in said[1:]), said
    assert after.review.seen == {1} and after.review.rulings == {after.review.group_of(1): Ruling("reprint", "違う字")}
    assert with_alike(after, ["へヘ"]).raw == after.raw
    other = {**before.table, "basis": {**before.table["basis"], "tolerances": "0" * 64}}
    assert refusal(with_alike, replace(before, table=other), ["へヘ"]).code == "captures.again"


def test_it_says_what_it_was_of_and_one_that_does_not_is_not_signed(scanned):
    path, one = scanned
    parts = {part.name: part for part in basis_of(one)}
    assert set(parts) == {f"compare.{name}" for name in ("form", "tolerances", "zones", "notices", "captures")}
    assert (parts["compare.captures"].label, parts["compare.captures"].detail) == ("取り込み画像", "roll.tif")
    assert parts["compare.tolerances"].detail == "区別できなくてよい組 ー一"
    assert refusal(basis_of, captures_in_hand([path], CaptureComparison())).code == "compare.basis"


def test_it_is_signed_and_never_stands_for_the_month_s_print(house, bench, scanned):
    """Every notice of the month lies on it, and not one differs."""
    one = scanned[1]
    media = Part("media", "媒体", manifest(bench.media)["sha256"], "PAP03A")
    house.begin_process(*EQUIPMENT)
    house.make_ready(parts=(*EQUIPMENT, media))
    assert refusal(sign_draft, house.state, "kensa-1", "m1", one).code == "compare.alike", "a lead decides on pairs"
    house.by("hinshitsu-1", lambda state, by: decide_alike(state, by, "m1", ["ー一", "一ー"], "同じ形"))
    assert refusal(decide_alike, house.state, "", "m1", ["一ー"], "また").code == "compare.alike"
    house.by("kensa-1", lambda state, by: sign_draft(state, by, "m1", one))
    (signed,) = house.state.comparisons["m1"].signed
    assert (signed.sha256, signed.captures != "") == (result_sha256(one), True)
    assert comparison_is_signed(house.state, one.raw)
    assert not comparison_is_signed(house.state, one.raw + b" ")
    assert uncompared(house.state, house.state.months["m1"]) == ("署名された照合がありません",)


def test_of_a_sealed_envelope_the_machine_never_says_that_a_piece_is_right(bench, scanned):
    notice = expectation_of(bench).all()[0]
    for sealed in (False, True):
        found = CaptureComparison(pages=1, records=1, sealed=sealed, whose={0: (notice, 0)})
        told = machine_verdict(captures_in_hand([scanned[0]], found), *notice)
        assert ("○" in told, "判定していません" in told) == (not sealed, sealed)
