"""The texts of a language as gettext keeps them: ``resources/locale/en/LC_MESSAGES/kenpan.mo``.

``.ci/texts.py`` makes it, with the ``.po`` beside it that translators write in.
"""

import struct
from functools import cache

from app.bounded import read_regular
from app.resources import resource

DOMAIN = "kenpan"
_MOST_BYTES = 8 << 20
_MAGIC = 0x950412DE


@cache
def texts(code: str) -> dict[str, str]:
    """Japanese → the language's own; the catalogue's head is left out."""
    return read_mo(read_regular(resource("locale", code, "LC_MESSAGES", f"{DOMAIN}.mo"), _MOST_BYTES))


def read_mo(content: bytes) -> dict[str, str]:
    """Every message of a compiled catalogue (GNU gettext manual, "The Format of GNU MO Files"), little-endian as Babel
    writes it; ``ValueError`` if it is none.

    ``gettext.GNUTranslations`` answers for one text; here all of them are wanted, because some are patterns.
    """
    try:
        magic, _revision, count, originals, translations = struct.unpack_from("<5I", content)
        if magic != _MAGIC:
            raise ValueError("no compiled catalogue")
        found = {_at(content, originals + 8 * at): _at(content, translations + 8 * at) for at in range(count)}
    except struct.error as error:
        raise ValueError("a compiled catalogue that is cut off") from error
    found.pop("", None)
    return found


def _at(content: bytes, place: int) -> str:
    length, offset = struct.unpack_from("<2I", content, place)
    if offset + length > len(content):
        raise ValueError("a compiled catalogue that is cut off")
    return content[offset : offset + length].decode("utf-8")
