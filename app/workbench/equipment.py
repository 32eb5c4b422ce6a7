"""What is needed beside the media to say what must be printed, and where."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from app.errors import KenpanError
from app.notice.flyers import FlyerSettings, read_flyer_settings
from app.notice.offices import OfficeList, read_office_list
from app.notice.postal import PostalDictionary
from app.sheet.envelope import BarcodeChoice, Envelope, choose_barcode, load_envelope
from app.sheet.fonts import FontSet, load_fonts
from app.sheet.forms import Form, load_form


@dataclass(frozen=True, slots=True)
class Companions:
    """Files that came beside the volume. ``sample`` is true for artificial data, which the window must say."""

    key: Path | None = None
    offices: Path | None = None
    gaiji_font: Path | None = None
    sample: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Equipment:
    """Forms, fonts, envelope, dictionary and office list, loaded once. ``problems`` could not be loaded."""

    offices: OfficeList | None
    postal: PostalDictionary
    flyers: FlyerSettings
    fonts: FontSet
    forms: dict[int, Form]
    envelope: Envelope
    barcode: BarcodeChoice
    problems: tuple[KenpanError, ...]


def find_companions(folder: Path) -> Companions:
    """The companions of sample media: ``sample.toml`` in the volume's folder or the one above names them."""
    for base in (folder, folder.parent):
        marker = base / "sample.toml"
        if marker.is_file():
            table = tomllib.loads(marker.read_text(encoding="utf-8"))
            paths = {name: base / table[name] for name in ("key", "offices", "gaiji_font") if name in table}
            return Companions(**paths, sample=True)
    return Companions()


def equip(offices: Path | None, gaiji_font: Path | None) -> Equipment:
    """Load everything. A bad office list or 外字 font is a problem to show, not the end: the rest still opens."""
    problems: list[KenpanError] = []
    office_list: OfficeList | None = None
    if offices is not None:
        try:
            office_list = read_office_list(offices)
        except KenpanError as error:
            problems.append(error)
    try:
        fonts = load_fonts(gaiji_font)
    except KenpanError as error:
        problems.append(error)
        fonts = load_fonts()
    forms = {number: load_form(number) for number in (1, 2)}
    envelope = load_envelope()
    return Equipment(
        office_list,
        PostalDictionary(),
        read_flyer_settings(),
        fonts,
        forms,
        envelope,
        choose_barcode(envelope, forms[1].addressee.rect, x=forms[1].addressee.rect.x0),
        tuple(problems),
    )
