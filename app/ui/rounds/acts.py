"""What a person signs about a piece: exactly what was shown, or nothing."""

from collections.abc import Callable, Sequence
from typing import Literal

from app.errors import KenpanError
from app.signoff import rounds
from app.signoff.book import Act
from app.signoff.checksheet import CheckSheet
from app.signoff.ledger import Draft
from app.signoff.live_parts import for_process, for_round
from app.signoff.looks import Look
from app.signoff.model import Round, State
from app.signoff.signed import Part
from app.ui.rounds import screen_keys as keys

Live = Callable[[], Sequence[Part] | None]
"""The parts that this workstation holds now, computed beforehand; ``None`` while no medium is open."""
Mode = Literal["check", "confirm", "see"]
LOOKS: dict[Mode, str] = {"check": "piece.signed", "confirm": "piece.confirmed"}
"""The kind of entry that a look at a piece becomes."""


def look_act(mode: Mode, round_id: str, look: Look, sheet: CheckSheet, live: Live) -> Act:
    """The act that signs a look, on what is there when it is signed."""
    make = rounds.confirm_piece if mode == "confirm" else rounds.sign_piece
    return lambda state, by: make(state, by, round_id, look, sheet, at_hand(live))


def at_hand(live: Live) -> tuple[Part, ...]:
    """What there is to sign on now: the open medium has to be the one that the pieces were chosen from."""
    return for_round(live() or ())


def to_show(live: Live, state: State, one: Round) -> tuple[Part, ...] | None:
    """What there is to compare a round with: another open medium says nothing about it."""
    return for_process(live(), one)


def failures_now(act: Act, state: State, by: str) -> tuple[str, ...]:
    """Why the piece would fail if it was signed now; ``KenpanError`` if it could not be signed."""
    given = act(state, by)
    assert isinstance(given, Draft)
    return tuple(given.data["failures"])


def nothing_to_sign(one: Round | None, number: int) -> KenpanError:
    """Why a person who may only look at a piece has nothing to sign; ``number`` 0 is no piece."""
    if one is None or not number:
        return KenpanError("piece.none", "現品が選ばれていません。", "一覧から現品を開いてください。")
    if one.state == "checking" and number in one.results:
        step = f"やり直すときは、{keys.WITHDRAW} で検査を取り消してください。"
        return KenpanError("piece.signed", "この現品は検査済みです。", step)
    if one.state == "checking":
        return KenpanError("piece.role", "検査の署名は検査員が行います。", "検査員としてログインしてください。")
    what = "この現品は、あなたが確認する現品ではありません。"
    return KenpanError("piece.not_asked", what, "一覧で確認対象の現品を選んでください。")


def round_not_to_sign(one: Round) -> KenpanError:
    """Why there is nothing to sign about a round for a person who may not, or not now."""
    if one.state == "checking":
        return KenpanError("round.role", "検査の署名は検査員が行います。", "検査員としてログインしてください。")
    return KenpanError("round.state", "この回は検査中ではありません。", "この回がどこまで進んだかを確かめてください。")


def as_shown(act: Act, name: str, value: object) -> Act:
    """The same act, refused if ``name`` in its entry is no longer what the person was shown."""

    def checked(state: State, by: str) -> Draft:
        given = act(state, by)
        assert isinstance(given, Draft)
        if given.data[name] != value:
            raise KenpanError(
                "piece.changed",
                "署名の画面を開いたあとで、内容が変わりました。署名していません。",
                "画面を閉じ、結果を確かめてから署名し直してください。",
            )
        return given

    return checked
