"""No number of a form, of paper, envelope or barcode can be what no paper has: each entry, with every such number."""

import re
import shutil

import pytest

from app.errors import KenpanError
from app.resources import RESOURCES, resource_bytes
from app.sheet.customer_bars import read_barcode_table
from app.sheet.envelope_file import load_envelope
from app.sheet.forms import load_form
from app.sheet.paper import load_paper
from tests.rows import each_row

FORMS = ("layout1.toml", "notice_panel.toml", "address_panel.toml")
NUMBER = re.compile(r"(?<![\w.\"#-])[0-9]+(?:\.[0-9]+)?(?![\w.\"-])")
IMPOSSIBLE = ("1e308", "nan", "inf", "-1", "true", '"1"', "9" * 39)


def entries(text):
    """The place of the first number of each entry, by section and name: one table of a list stands for all."""
    found, section, at = {}, "", 0
    for line in text.splitlines(keepends=True):
        code = line.split(" #")[0]
        if code.startswith("["):
            section = code.strip()
        for key in re.finditer(r"([a-z_]+) = ", code):
            number = NUMBER.search(code, key.end())
            # Only a number that belongs to this key: the value begins with it, or with a list of it.
            if number and set(code[key.end() : number.start()]) <= set("[ "):
                found.setdefault((section, key[1]), (at + number.start(), at + number.end()))
        at += len(line)
    return found


def spoilt(text, place, number):
    start, end = place
    return text[:start] + number + text[end:]


def every(name):
    text = (RESOURCES / name).read_text(encoding="utf-8")
    return [pytest.param(name, place, id=f"{name} {key[0]} {key[1]}") for key, place in entries(text).items()]


def refused(read, code):
    with pytest.raises(KenpanError) as caught:
        read()
    assert caught.value.code == code


@pytest.mark.parametrize(("name", "place"), [one for form in FORMS for one in every(f"forms/{form}")])
def test_a_form(tmp_path, name, place):
    for form in FORMS:
        shutil.copy(RESOURCES / "forms" / form, tmp_path)
    path = tmp_path / name.removeprefix("forms/")
    text = path.read_text(encoding="utf-8")
    for number in IMPOSSIBLE:
        path.write_text(spoilt(text, place, number), encoding="utf-8")
        refused(lambda: load_form(1, tmp_path), "form.invalid")


@pytest.mark.parametrize(("name", "place"), every("forms/paper.toml"))
def test_paper(tmp_path, name, place):
    text = (RESOURCES / name).read_text(encoding="utf-8")
    for number in IMPOSSIBLE:
        (tmp_path / "paper.toml").write_text(spoilt(text, place, number), encoding="utf-8")
        refused(lambda: load_paper(tmp_path / "paper.toml"), "form.invalid")


@pytest.mark.parametrize(("name", "place"), every("envelope.toml"))
def test_an_envelope(tmp_path, name, place):
    text = (RESOURCES / name).read_text(encoding="utf-8")
    for number in IMPOSSIBLE:
        (tmp_path / "envelope.toml").write_text(spoilt(text, place, number), encoding="utf-8")
        refused(lambda: load_envelope(tmp_path / "envelope.toml"), "envelope.invalid")


@each_row(("name", "place"), every("customer_barcode.toml"))
def test_the_barcode(name, place):
    text = resource_bytes(name).decode("utf-8")
    for number in IMPOSSIBLE:
        refused(lambda number=number: read_barcode_table(spoilt(text, place, number).encode()), "barcode.table")


def test_entries_of_every_file_were_found():
    files = (*(f"forms/{form}" for form in FORMS), "forms/paper.toml", "envelope.toml", "customer_barcode.toml")
    found = [len(every(name)) for name in files]
    assert min(found) > 0
    assert sum(found) > 50
