"""Where on the sheet a question of the check sheets looks (``resources/checksheets/places.toml``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.resources import resource
from app.toml_table import FileKind, Table

FACES = ("sheet", "front", "back", "envelope")
EDITS, GAIJI = "@edits", "@gaiji"
_KIND = FileKind("places.invalid", "検査項目の場所", "resources/checksheets を元に戻すか、管理者に連絡してください。")


@dataclass(frozen=True, slots=True)
class AskedPlace:
    """``face``: one of :data:`FACES`, empty for none. ``lit``: a frame for each entry, beginnings of ids of printed
    items between ``|``, or :data:`EDITS`, :data:`GAIJI`.
    """

    face: str = ""
    lit: tuple[str, ...] = ()


NOWHERE = AskedPlace()


@cache
def asked_places() -> Mapping[str, AskedPlace]:
    """By the question's id; ``KenpanError`` ``places.invalid`` if the file is none."""
    own = Table.of_file(_KIND, resource("checksheets", "places.toml"))
    own.choice("format", ("kenpan-places-1",))
    found = {row.words("id"): AskedPlace(row.choice("face", FACES), row.texts("lit")) for row in own.children("place")}
    own.done()
    return found
