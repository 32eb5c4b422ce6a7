"""What people read names the document it comes from, and a place that the document has."""

import re
import tomllib
from functools import cache
from pathlib import Path
from types import CodeType

from app.checks.catalogue import RULES
from app.checks.documents import DOCUMENTS, documents_of
from tests.rows import each_row

ROOT = Path(__file__).resolve().parents[2]
PLACES = tomllib.loads((ROOT / "tests/data/documents.toml").read_text(encoding="utf-8"))
_PLACE = r"(?:別紙|別添|表|図)?\d[\d.]*(?:-\d)?(?:\(\d+\))?[①-⑳]?"
CITATION = re.compile(
    rf"(電子媒体仕様書|委託要領|(?<!電子媒体)(?<!用紙)(?<!封筒)(?<!運用)仕様書) ?({_PLACE}(?:[・〜、]{_PLACE})*)"
)
LETTER = re.compile(r"(?<![A-Za-z0-9・/])N (?:[0-9別表(]|電子)|仕様書 電子媒体")
BARE = re.compile(r"(?<![0-9A-Za-z.])(?:4|6|10)\(\d\)")
OWN_RULES = ("推定",)


@cache
def strings():
    """Every text of the program and of the resources that somebody may read, with its file."""
    return tuple(_strings())


def _strings():
    for path in sorted((ROOT / "app").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not any(one.search(text) for one in (CITATION, LETTER, BARE)):
            continue  # most cite nothing
        # What only describes the code is not compiled.
        yield from ((path.name, said) for said in _said(compile(text, path, "exec", optimize=2, dont_inherit=True)))
    for path in sorted((ROOT / "resources").rglob("*.toml")):
        if path.parent.name != "layouts":  # nobody is shown where a field of a layout is described
            yield from ((path.name, text) for text in _texts(tomllib.loads(path.read_text(encoding="utf-8"))))


def _said(value):
    """The texts of compiled code."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, CodeType | tuple | frozenset):
        for one in value.co_consts if isinstance(value, CodeType) else value:
            yield from _said(one)


def _texts(table):
    for value in table.values() if isinstance(table, dict) else table:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            yield from _texts(value)


def cited(text):
    """Documents and places that a text cites; a place without a word of its own is one of the same kind."""
    for document, places in CITATION.findall(text):
        kind = "sections"
        for place in re.split("[・〜、]", places):
            word = re.match("別紙|別添|表|図", place)
            kind = word[0] if word else kind
            yield document, kind, place.removeprefix(kind)


def test_citations_are_found():
    found = {one for _, text in strings() for one in cited(text)}
    assert {("委託要領", "sections", "4(2)"), ("電子媒体仕様書", "別紙", "14-3"), ("委託要領", "別紙", "4")} <= found
    assert len(found) > 25


def test_every_place_that_is_cited_is_one_of_its_document():
    wrong = [
        (file, one) for file, text in strings() for one in cited(text) if one[2] not in PLACES[one[0]].get(one[1], [])
    ]
    assert wrong == []


def test_no_text_cites_by_a_letter_or_without_a_document():
    for file, text in strings():
        assert not LETTER.search(text), (file, text)
        assert not BARE.search(CITATION.sub("", text)), (file, text)


@each_row("rule", RULES, ids=lambda rule: f"{rule.name} {rule.severity}")
def test_every_rule_names_its_document(rule):
    assert documents_of(rule.source), rule.source
    first = re.match(r"[^ 0-9（：別表図]+", rule.source)[0]
    assert first in (*DOCUMENTS, *OWN_RULES), rule.source


def test_a_document_within_anothers_name_is_not_named():
    assert documents_of("電子媒体仕様書 別紙12-1") == (DOCUMENTS["電子媒体仕様書"],)
    assert documents_of("委託要領 4(2)、仕様書 10(8)") == (DOCUMENTS["委託要領"], DOCUMENTS["仕様書"])
