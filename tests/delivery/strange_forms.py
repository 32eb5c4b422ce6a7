"""Forms as other programs write them: in fonts that nobody knows here, or with a file that lies about its text."""

import re

import pymupdf

from app.training.delivery.pages import FormRow, Sheet
from tests.delivery.houses import NAMES, ONE

_HEX = "<([0-9a-fA-F]{4})>"


def sheet(own=ONE, *rows):
    head = ("事業所番号", own, "事業所名称", NAMES[own], "対象年月", "2026年11月")
    return Sheet("中断者一覧表", head, (1, 1), [FormRow(row) for row in rows or (("00100001", "見本太郎", "該当"),)])


def changed(raw, change):
    with pymupdf.open(stream=raw, filetype="pdf") as document:
        change(document)
        return document.tobytes()


def lying(raw, swaps):
    """The same glyphs, read as other characters by the file's own ToUnicode."""
    codes = {ord(a): ord(b) for a, b in swaps.items()}

    def one(match):
        return f"{match[1]} <{codes.get(int(match[2], 16), int(match[2], 16)):04x}>"

    def several(match):
        first, last, code = (int(told, 16) for told in match.groups())
        pairs = [(glyph, codes.get(code + glyph - first, code + glyph - first)) for glyph in range(first, last + 1)]
        if not codes.keys() & range(code, code + last - first + 1):
            return match[0]
        return "\n".join(f"<{glyph:04x}> <{glyph:04x}> <{told:04x}>" for glyph, told in pairs)

    def change(document):
        for number in range(1, document.xref_length()):
            kind, told = document.xref_get_key(number, "ToUnicode")
            if kind == "xref":
                text = document.xref_stream(int(told.split()[0])).decode("latin-1")
                text = re.sub(f"^{_HEX} {_HEX} {_HEX}$", several, text, flags=re.MULTILINE)
                text = re.sub(f"^(<[0-9a-fA-F]+>) {_HEX}$", one, text, flags=re.MULTILINE)
                document.update_stream(int(told.split()[0]), text.encode("latin-1"))

    return changed(raw, change)


def in_font(name, own=ONE):
    """A form in a font that the program does not have."""
    head = (f"事業所番号：{own}", f"事業所名称：{NAMES[own]}", "対象年月：2026年11月", "1/1")
    with pymupdf.open() as document:
        page, font = document.new_page(), pymupdf.Font(name)
        writer = pymupdf.TextWriter(page.rect)
        for at, line in enumerate(("中断者一覧表", *head)):
            writer.append((60, 60 + 20 * at), line, font=font)
        writer.write_text(page)
        document.subset_fonts()
        return document.tobytes()
