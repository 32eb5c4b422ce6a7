"""Which pieces the lead looks at: drawn by chance, once for each signature of a round.

They are drawn for the first lead who opens the signed round and had no hand in it, not when it is signed: the entry of
a draw made then would be the signer's, who could make it as often as it takes to suit. Nobody is shown a number before
the entry is kept, so a draw that was broken off told nobody anything; one that was kept stands until the round is
reopened and signed again.
"""

from random import SystemRandom

from app.signoff.ledger import Draft
from app.signoff.model import State
from app.signoff.two_persons import refuse_involved


def draw(state: State, by: str, round_id: str) -> tuple[Draft, ...]:
    """The pieces of a signed round that every lead has to look at; nothing where they were drawn already, or there is
    nothing to draw. ``KenpanError`` ``approval.same_person`` to whoever had a hand in the check.
    """
    one = state.rounds.get(round_id)
    if one is None or one.state != "signed" or one.to_confirm:
        return ()
    refuse_involved(one, by)
    numbers = sorted(SystemRandom().sample([piece.number for piece in one.pieces], one.confirm))
    return (Draft("round.drawn", {"round": round_id, "numbers": numbers}),)
