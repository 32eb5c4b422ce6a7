"""From a roll of paper to its pieces: by the printers' logs where they name it, else by the register of 業者ダミー.

Surest first: the roll that the log says of each sheet; where the roll began and ended on its press, as the register has
it; the press and the day, which other rolls may share.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from app.errors import KenpanError
from app.month.incidents.searching import BY_DAY, BY_EDGES, BY_LOGS, Condition
from app.signoff.dummy_model import Roll
from app.tally.incidents import names_roll, without_roll
from app.tally.model import Lives


def roll_condition(rolls: Sequence[Roll], name: str, lives: Lives | None = None) -> Condition:
    """What a roll's pieces have in common. ``KenpanError`` ``incident.value`` for a roll that neither a log nor the
    register knows, or that is registered with several presses or days.
    """
    roll = name.strip()
    if lives is not None and names_roll(lives, roll):
        return Condition("roll", roll, known=BY_LOGS)
    own = [one for one in rolls if one.roll == roll]
    places = {(one.machine, one.made) for one in own}
    if len(places) != 1:
        logged = () if lives is None else sorted(lives.events.rolls)
        known = "・".join(dict.fromkeys(one for one in (*(one.roll for one in rolls), *logged) if one)) or "なし"
        what = "複数の印刷機・日で登録されています" if own else "作業ログにも業者ダミーの登録にもありません"
        raise KenpanError(
            "incident.value",
            f"ロール「{roll}」は{what}。",
            f"分かっているロール：{known}。または機械と時間帯で調べてください。",
        )
    ((machine, made),) = places
    first, last = (next((text for text in texts if text), "") for texts in _edges(own))
    after = (date.fromisoformat(made) + timedelta(days=1)).isoformat()
    return Condition("roll", roll, first or made, last or after, machine, BY_EDGES if first or last else BY_DAY)


def _edges(own: Sequence[Roll]) -> tuple[list[str], list[str]]:
    """What was told of the roll's beginning and end, last told first."""
    return [one.first for one in reversed(own)], [one.last for one in reversed(own)]


def roll_mates(rolls: Sequence[Roll], condition: Condition) -> tuple[str, ...]:
    """Other rolls that were on the same press the same day: where this one's beginning or end is not known, their
    pieces cannot be told apart from its own.
    """
    own = [one for one in rolls if one.roll == condition.value]
    if condition.known == BY_LOGS or not own or all(map(any, _edges(own))):
        return ()
    place = own[0].machine, own[0].made
    same = (one.roll for one in rolls if (one.machine, one.made) == place)
    return tuple(dict.fromkeys(roll for roll in same if roll != condition.value))


def roll_note(rolls: Sequence[Roll], condition: Condition, lives: Lives | None) -> str:
    """What the list of a roll's pieces may hold too much, or lack (Japanese); empty where it is exact."""
    if condition.kind != "roll":
        return ""
    if condition.known == BY_LOGS:
        left = 0 if lives is None else without_roll(lives, condition.value)
        return f"同じ印刷機のログに、ロール番号のない印字が {left:,} 行あります（該当に含みません）。" if left else ""
    if mates := roll_mates(rolls, condition):
        return f"同じ印刷機・同じ日のロール {'・'.join(mates)} の現品も含みます（記録では分けられません）。"
    every = "ロールの最初と最後の登録がないため、その印刷機のその日の現品すべてです。"
    return every if condition.known == BY_DAY else ""
