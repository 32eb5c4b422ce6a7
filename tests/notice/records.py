"""Small notice records for tests: a blank record filled field by field. All of it is invented and says so."""

from collections.abc import Mapping

from app.records.layouts import Scheme, notice_layouts
from app.records.notice_file import NoticeFile, notice_file

Values = Mapping[int, str | bytes]


def _together(*groups: Values) -> dict[int, str | bytes]:
    return {item: value for group in groups for item, value in group.items()}


SERIAL: dict[int, str | bytes] = {3: "2101", 5: "01", 7: "000123"}
KOUNEN: dict[int, str | bytes] = _together(
    SERIAL,
    {11: "    1", 13: "01", 14: b"\xb2\xdb\xca", 15: "00123"},
    {18: "004", 19: "令和", 20: " 8", 21: " 5"},
    {23: "004", 24: "令和", 25: " 8", 26: " 6", 27: "30"},
    {29: "     1,234,567", 31: "     2,345,678", 33: "     45,678", 34: "      \\3,625,923"},
    {37: "004", 38: "令和", 39: " 8", 40: " 4"},
    {42: "004", 43: "令和", 44: " 8", 45: " 6", 46: " 1"},
    {48: "     1,000,000", 50: "     2,000,000", 52: "     40,000", 53: "      \\3,040,000"},
    {55: "004", 56: "令和", 57: " 8", 58: " 6", 59: "19"},
    {60: "100-0001", 62: "020", 63: "東京都千代田区千代田", 64: "005", 65: "1-2-3", 66: "011", 67: "見本ビル4階"},
    {69: "018", 70: "見本製作所株式会社", 71: "000", 73: "010", 74: "見本東\u3000\u3000"},
)
SENPO: dict[int, str | bytes] = _together(
    SERIAL,
    {11: "   12", 12: "ABC", 13: "00456"},
    {16: "004", 17: "令和", 18: " 8", 19: " 5"},
    {21: "004", 22: "令和", 23: " 8", 24: " 6", 25: "30"},
    {27: "     2,345,678", 28: "     45,678", 29: "     \\2,391,356", 31: "      \\456,789", 32: "      \\2,848,145"},
    {35: "004", 36: "令和", 37: " 8", 38: " 4"},
    {40: "004", 41: "令和", 42: " 8", 43: " 6", 44: " 1"},
    {46: "     2,000,000", 47: "     40,000", 48: "     \\2,040,000", 50: "      \\400,000", 51: "      \\2,440,000"},
    {53: "004", 54: "令和", 55: " 8", 56: " 6", 57: "19"},
    {58: "100-0001", 60: "020", 61: "東京都千代田区千代田", 62: "005", 63: "1-2-3", 64: "000"},
    {67: "016", 68: "見本海運株式会社", 69: "000", 71: "010", 72: "見本東\u3000\u3000"},
)
DEFAULTS: dict[Scheme, dict[int, str | bytes]] = {"kounen": KOUNEN, "senpo": SENPO}


def filled(scheme: Scheme, type_code: str, values: Values) -> bytes:
    """980 bytes: constants of the layout, ``values`` left-justified by item number (text as CP932), else blank."""
    layout = notice_layouts(scheme)[type_code]
    record = bytearray(b" " * layout.length)
    for field in layout.fields:
        value = values.get(field.item, field.constant or "")
        raw = value if isinstance(value, bytes) else value.encode("cp932")
        assert len(raw) <= field.length, f"item {field.item} holds {field.length} bytes, not {len(raw)}"
        record[field.offset : field.offset + len(raw)] = raw
    return bytes(record)


def detail(scheme: Scheme = "kounen", changes: Values | None = None) -> bytes:
    """A sound detail record (``01``) with some fields changed; an empty value leaves the field blank."""
    return filled(scheme, "01", DEFAULTS[scheme] | dict(changes or {}))


def extract(scheme: Scheme = "kounen", changes: Values | None = None) -> bytes:
    """The ``00`` record with the same serial number, otherwise blank."""
    return filled(scheme, "00", SERIAL | dict(changes or {}))


def opened(*records: bytes, scheme: Scheme = "kounen", name: str | None = None) -> NoticeFile:
    """These records as a file of 東京都."""
    letter = {"kounen": "K", "senpo": "S"}[scheme]
    return notice_file(name or f"ZMGK{letter}#2101", scheme, b"".join(records))
