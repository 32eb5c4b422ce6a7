"""Japanese unless somebody says otherwise; the catalogue is read as it was written."""

import io
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from app import language
from app.language import tr
from app.language.catalogue import read_mo


@pytest.fixture(autouse=True)
def japanese_again() -> Iterator[None]:
    yield
    language.choose(language.JAPANESE)


def test_the_program_speaks_japanese_until_another_language_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert language.chosen() == "ja"
    assert tr("媒体を開く") == "媒体を開く"
    assert tr("{n:,} 件", n=1234) == "1,234 件"


def test_braces_without_values_are_braces() -> None:
    assert tr("{source} の形") == "{source} の形"


def test_a_language_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="xx"):
        language.choose("xx")
    assert language.chosen() == "ja"


def test_a_catalogue_is_read_as_babel_wrote_it() -> None:
    catalog, out = Catalog(locale="en"), io.BytesIO()
    catalog.add("検査", "Check")
    catalog.add("{n} 件\n", "{n} notices\n")
    write_mo(out, catalog)
    assert read_mo(out.getvalue()) == {"検査": "Check", "{n} 件\n": "{n} notices\n"}


@pytest.mark.parametrize("spoil", [lambda b: b[:30], lambda b: b"\0" * 40, lambda b: b[:-5], lambda b: b""])
def test_what_is_no_catalogue_is_refused(spoil) -> None:
    catalog, out = Catalog(locale="en"), io.BytesIO()
    catalog.add("検査", "Check")
    write_mo(out, catalog)
    with pytest.raises(ValueError, match="catalogue"):
        read_mo(spoil(out.getvalue()))
