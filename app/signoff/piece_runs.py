"""What the pieces of a round or a month are made for, as their 現品ID say it (:mod:`app.notice.piece_id`).

The number of a process is its place among all processes of the ledger: nobody gives one out, and none is given twice.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from app.errors import KenpanError
from app.notice.piece_id import LENGTH, MOST_MAKINGS, MOST_PROCESSES, MOST_ROUNDS, OLD_LENGTH, PieceRun, is_writable
from app.proof.model import PieceChoice, made_for
from app.signoff.binding import MEDIA, PROOF_MEDIA
from app.signoff.live_parts import Live, named
from app.signoff.model import Month, Round, State
from app.signoff.processes import void_reasons
from app.signoff.signed import Part

_RECORD, _RUN = slice(OLD_LENGTH - 2), slice(OLD_LENGTH - 2, LENGTH - 2)


def of_round(state: State, process: str, number: int, making: int = 1) -> PieceRun:
    """Of the pieces of a process's round; ``KenpanError`` ``piece.run`` for what no 現品ID can say."""
    return _writable(PieceRun("", _code_of(state, process), making, number))


def of_month(state: State, month: Month, making: int = 1) -> PieceRun:
    """Of everything that is printed for a month; ``KenpanError`` ``piece.run``."""
    return _writable(PieceRun(month.period, _code_of(state, month.process), making))


def here(state: State, live: Live, round_id: str = "") -> PieceRun | None:
    """What a notice of the open medium is made for: the round in hand, the round that is open on it, the month it is
    of, the last round it was chosen for; ``None`` where the ledger knows the medium from none of them.
    """
    proof, own = (None if live is None else named(live, name) for name in (PROOF_MEDIA, MEDIA))
    rounds = sorted((one for one in state.rounds.values() if _is_of(one.parts, proof)), key=lambda one: one.opened.seq)
    months = sorted((one for one in state.months.values() if _is_of(one.parts, own)), key=lambda one: one.opened.seq)
    is_open = [one for one in rounds if one.state in ("checking", "signed") and not void_reasons(state, one)]
    for found in ([one for one in rounds if one.id == round_id], is_open, months, rounds):
        if found:
            one = found[-1]
            with suppress(KenpanError):  # more of them than an ID can count
                return of_round(state, one.process, one.number) if isinstance(one, Round) else of_month(state, one)
    return None


def replacement(state: State, one: Round, piece: PieceChoice) -> PieceChoice:
    """A piece that takes another's place in this round, with its 現品ID: of a record that was printed for the round
    before, another making. ``KenpanError`` ``piece.run`` after the ninth.
    """
    if not is_run_told(piece.piece_id for piece in one.pieces):
        return made_for((piece,), None)[0]
    (first,) = made_for((piece,), of_round(state, one.process, one.number))
    made = makings(one, first.piece_id)
    return first if not made else made_for((piece,), of_round(state, one.process, one.number, max(made) + 1))[0]


def makings(one: Round, own: str) -> list[int]:
    """How often the record of this 現品ID was printed for the round so far: one number each."""
    known = (*(piece.piece_id for piece in one.pieces), *one.gone)
    own_ones = [other for other in known if len(other) == LENGTH and other[_RECORD] == own[_RECORD]]
    return [int(other[_RUN][-1]) for other in own_ones if other[_RUN].isdecimal()]


def is_run_told(ids: Iterable[str]) -> bool:
    """Whether any of these 現品ID says what it is made for."""
    return any(len(one) == LENGTH for one in ids)


def are_made_for(ids: Iterable[str], state: State, process: str, number: int, making: int = 1) -> bool:
    """Whether all of these 現品ID are of this making for the process's round."""
    if process not in state.processes or making > MOST_MAKINGS:
        return False
    run = f"{number:02}00{_code_of(state, process):02}{making}"
    return all(len(one) == LENGTH and one[_RUN] == run for one in ids)


def same_record(one: str, other: str) -> bool:
    """Whether two 現品ID name one record, whenever it was printed."""
    return one[_RECORD] == other[_RECORD]


def _is_of(parts: Sequence[Part], held: Part | None) -> bool:
    own = None if held is None else named(parts, held.name)
    return held is not None and own is not None and own.sha256 == held.sha256


def _code_of(state: State, process: str) -> int:
    return [*state.processes].index(process) + 1


def _writable(run: PieceRun) -> PieceRun:
    if not is_writable(run):
        raise KenpanError(
            "piece.run",
            f"現品IDに書けません：工程は{MOST_PROCESSES}まで、検証品は{MOST_ROUNDS}回まで、印刷は{MOST_MAKINGS}回までです。",
            "別のレコードを選ぶか、新しい台帳を始めてください。",
        )
    return run
