"""The piece ID as Code 128, in mm. The symbol itself is the library's; its size is the form's."""

from itertools import groupby

from app.errors import KenpanError
from app.sheet.form_model import PieceBarRule
from app.sheet.model import Rect


def piece_modules(text: str) -> str:
    """The modules of a Code 128 symbol, ``1`` a bar's and ``0`` a space's; without quiet zones.

    Raises :class:`app.errors.KenpanError` ``piece.id`` for characters that the code does not have.
    """
    if not text or not text.isascii() or not text.isprintable():
        raise KenpanError("piece.id", "現品IDをバーコードにできません。", "現品IDは英数字で付けてください。")
    from barcode import Code128

    return str(Code128(text).build()[0])


def piece_rects(text: str, room: Rect, rule: PieceBarRule) -> tuple[Rect, ...]:
    """The bars of the piece ID, flush left after the quiet zone, as high as ``room`` (mm).

    The widest permitted module at which the symbol and both quiet zones fit; ``piece.id`` if none does.
    """
    modules = piece_modules(text)
    total = len(modules) + 2 * rule.quiet_modules
    module = next((width for width in rule.modules_mm if total * width <= room.width + 1e-6), None)
    if module is None:
        raise KenpanError(
            "piece.id",
            f"現品IDのバーコードが、様式の幅 {room.width:g} mm に入りません。",
            "現品IDを短くするか、様式の枠を広げてください。",
        )
    rects, place = [], rule.quiet_modules
    for kind, run in groupby(modules):
        width = len(list(run))
        if kind == "1":
            left = room.x0 + place * module
            rects.append(Rect(left, room.y0, left + width * module, room.y1))
        place += width
    return tuple(rects)
