"""What a comparison of captures rests on: the same captures, forms and medium the same, anything else another."""

from dataclasses import replace

import pytest

from app.errors import KenpanError
from app.proof.captures.basis import captures_basis
from app.proof.printed.model import Notice

MEDIA = "a" * 64
ROWS = [Notice("ZMGKK#1301", 1), Notice("ZMGKK#1301", 2)]


@pytest.fixture
def of(bench, tmp_path):
    """A basis of two captures, made otherwise by what is given."""
    for name in ("1.tif", "2.tif"):
        (tmp_path / name).write_bytes(name.encode())
    files = [tmp_path / "1.tif", tmp_path / "2.tif"]

    def made(files=files, forms=bench.equipment.forms, media=MEDIA, barcode=bench.equipment.barcode.size, **other):
        return captures_basis(files, forms, bench.equipment.fonts, barcode, media, **other)

    made.files = files
    return made


def changed(one, other):
    one, other = one.as_json(), other.as_json()
    return [name for name in one if one[name] != other[name]]


def test_the_same_captures_forms_and_medium_are_one_basis(of):
    assert of() == of() and of().sha256 == of().sha256
    assert all(of().as_json().values())
    assert [(one.name, one.bytes) for one in of().print_files] == [("1.tif", 5), ("2.tif", 5)]


def test_other_captures_are_another_basis(of):
    before = of()
    assert changed(before, of(files=of.files[::-1])) == ["print_files"]
    of.files[1].write_bytes(b"2.tiF")
    assert changed(before, of()) == ["print_files"]
    of.files[1].unlink()
    with pytest.raises(KenpanError) as caught:
        of()
    assert caught.value.code == "print.none"


def test_another_form_paper_or_barcode_is_another_basis(of, bench):
    forms = dict(bench.equipment.forms)
    number, own = next(iter(forms.items()))
    for other in (replace(own, sha256="b" * 64), replace(own, paper=replace(own.paper, sha256="b" * 64))):
        assert changed(of(), of(forms={**forms, number: other})) == ["form"]
    assert changed(of(), of(barcode=None)) == ["form"]


def test_another_threshold_or_pair_that_need_not_be_told_apart_is_another_basis(of, monkeypatch):
    before, pair = of(), of(decided=[frozenset("ー一")])
    assert changed(before, pair) == ["tolerances"]
    assert pair == of(decided=["一ー"]), "in whatever order"
    monkeypatch.setattr("app.proof.captures.boxes._TOLD_APART", 7.0)
    assert changed(before, of()) == ["tolerances"]


def test_another_medium_or_other_notices_are_another_basis(of):
    assert changed(of(), of(media="b" * 64)) == ["media"]
    assert changed(of(), of(wanted=ROWS)) == ["notices"]
    assert changed(of(wanted=ROWS), of(wanted=ROWS[:1])) == ["notices"]


def test_paper_of_another_print_is_another_basis(of):
    before = of()
    paper = [of(printed=[one]) for one in of.files]
    assert [changed(before, one) for one in paper] == [["form"], ["form"]]
    assert changed(*paper) == ["form"]
