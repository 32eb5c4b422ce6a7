"""Uses of 外字 in a file of notices."""

from collections.abc import Iterable
from types import SimpleNamespace

from app.month.looking.gaiji_uses import GaijiCodeUse
from app.records.layouts import notice_layouts
from app.records.notice_file import notice_file
from app.sheet.fonts import load_fonts

SQUARE, AGAIN, BAR, BLANK, MISSING = range(0xF040, 0xF045)
FILE = "ZMGKK#1301"
USES = {
    SQUARE: GaijiCodeUse(3, ((FILE, 0), (FILE, 4)), 2),
    BLANK: GaijiCodeUse(1, ((FILE, 7),), 1),
    MISSING: GaijiCodeUse(900, tuple((FILE, number) for number in range(200)), 700),
}


def notices(texts: Iterable[bytes]):
    """A detail record a text, which stands in 事業所名称1行目."""
    layout = notice_layouts("kounen")["01"]
    records = []
    for text in texts:
        raw = bytearray(b" " * layout.length)
        raw[14:16] = b"01"
        at = layout.field(70).offset
        raw[at : at + len(text)] = text
        records.append(bytes(raw))
    return notice_file(FILE, "kounen", b"".join(records))


def bench_of(font_path, texts=(), problems=(), missing=()):
    """What the page needs of an open volume; the files ``missing`` could not be opened."""
    equipment = SimpleNamespace(fonts=load_fonts(font_path), problems=problems)
    volume = SimpleNamespace(files=(), missing=tuple(SimpleNamespace(name=name, kind="notices") for name in missing))
    media = SimpleNamespace(volume=volume)
    return SimpleNamespace(notices={FILE: notices(texts)}, equipment=equipment, media=media)
