"""Forms as other programs write them: in fonts that nobody knows here, or with a file that lies about its text."""

import re

import pymupdf

from app.training.delivery.pages import Row, Sheet
from tests.delivery.houses import NAMES, ONE


def sheet(own=ONE, *rows):
    head = ("事業所番号", own, "事業所名称", NAMES[own], "対象年月", "2026年11月")
    return Sheet("中断者一覧表", head, (1, 1), [Row(row) for row in rows or (("00100001", "見本太郎", "該当"),)])


def changed(raw, change):
    with pymupdf.open(stream=raw, filetype="pdf") as document:
        change(document)
        return document.tobytes()


def lying(raw, swaps):
    """The same glyphs, read as other characters by the file's own ToUnicode."""
    codes = {f"{ord(a):04x}": f"{ord(b):04x}" for a, b in swaps.items()}

    def swapped(match):
        return f"{match[1]}<{codes.get(match[2].lower(), match[2])}>"

    def change(document):
        for number in range(1, document.xref_length()):
            kind, told = document.xref_get_key(number, "ToUnicode")
            if kind == "xref":
                text = document.xref_stream(int(told.split()[0])).decode("latin-1")
                text = re.sub("(<[0-9a-fA-F]+>\\s*)<([0-9a-fA-F]{4})>(?=\\s*\\n)", swapped, text)
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
