"""How far a month's dummies are: what is left, and what they rest on."""

from calendar import monthrange

from app.signoff.binding import fingerprint
from app.signoff.dummy_model import Dummies, DummyResult, Roll
from app.signoff.model import Month, State
from app.signoff.signed import Part

KEEP_MONTHS = 3
LIST, PRINT = "dummies.list", "dummies.print"
"""Parts that only the gate ダミー rests on."""


def dummies_of(state: State, month: Month) -> Dummies | None:
    """The dummies of a month, once a list was taken in."""
    return state.dummies.get(month.id)


def rolls_of(state: State, month: Month) -> tuple[Roll, ...]:
    """The 業者ダミー of a month, in the order they were kept."""
    return state.rolls.get(month.id, ())


def roll_names(rolls: tuple[Roll, ...]) -> frozenset[str]:
    """The rolls that have a dummy: one that was thrown away since was kept all the same."""
    return frozenset(one.roll for one in rolls)


def kept_until(one: Roll, month: Month) -> str:
    """Until when a 業者ダミー is kept (``YYYY-MM-DD``): three months (N 委託要領 6(4)②). The source does not say from
    when; reckoned is from 納品日, or from the day it was made where that is later.
    """
    start = max(one.made, month.delivery)
    months = int(start[:4]) * 12 + int(start[5:7]) - 1 + KEEP_MONTHS
    year, at = divmod(months, 12)
    return f"{year:04}-{at + 1:02}-{min(int(start[8:]), monthrange(year, at + 1)[1]):02}"


def ground_of(state: State, month: Month) -> str:
    """The fingerprint of month and process as they are now: what a look at a dummy is bound to."""
    return fingerprint((*month.parts, *state.processes[month.process].parts))


def print_of(dummies: Dummies) -> tuple[str, str]:
    """Hash and name of the print that all dummies were compared with last; empty without any. One that was printed
    again by itself changes nothing of it.
    """
    if not dummies.results:
        return "", ""
    return max(dummies.results.values(), key=lambda one: one.result.signature.seq).common


def own_parts(dummies: Dummies | None) -> tuple[Part, ...]:
    """List and print, as far as they are there."""
    if dummies is None:
        return ()
    sha256, name = print_of(dummies)
    own = Part(LIST, "機構ダミー一覧", dummies.sha256, dummies.name)
    return (own, Part(PRINT, "ダミーを照合した印刷", sha256, name)) if sha256 else (own,)


def standing_result(state: State, month: Month, dummies: Dummies, number: int) -> DummyResult | None:
    """The result of a dummy that still counts: on month, process and print as they are now."""
    one = dummies.results.get(number)
    if one is None or (one.bound, one.common[0]) != (ground_of(state, month), print_of(dummies)[0]):
        return None
    return one


def is_signed(state: State, month: Month) -> bool:
    """Whether a checker signed all dummies as they are now."""
    dummies = dummies_of(state, month)
    if dummies is None or dummies.signed is None:
        return False
    signed = dummies.signed
    now = print_of(dummies)[0], ground_of(state, month), len(roll_names(rolls_of(state, month)))
    return (signed.print, signed.bound, signed.rolls) == now


def left_to_sign(state: State, month: Month) -> tuple[str, ...]:
    """Why a checker cannot sign the dummies yet (Japanese)."""
    dummies = dummies_of(state, month)
    if dummies is None:
        return ("機構ダミーの一覧を受け取っていません",)
    found = []
    seen = {piece.number: standing_result(state, month, dummies, piece.number) for piece in dummies.pieces}
    undone = sum(one is None for one in seen.values())
    failed = [number for number, one in seen.items() if one is not None and not one.result.passed]
    if undone:
        found.append(f"検査していない機構ダミー {undone:,} 部")
    if failed:
        found.append(f"不合格の機構ダミー（番号 {'、'.join(map(str, failed))}）")
    if not rolls_of(state, month):
        found.append("業者ダミーの登録がありません")
    return tuple(found)


def left_of(state: State, month: Month) -> tuple[str, ...]:
    """What keeps the gate ダミー open."""
    left = left_to_sign(state, month)
    return left or (() if is_signed(state, month) else ("検査員の署名がありません",))
