"""What a kind of entry is: one row of the table of :mod:`app.signoff.kinds`."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from app.signoff.roles import Role
from app.signoff.shapes import Shape

ADMIN: frozenset[Role] = frozenset({"admin"})
CHECKER: frozenset[Role] = frozenset({"checker"})
LEAD: frozenset[Role] = frozenset({"lead"})
INSPECTOR: frozenset[Role] = frozenset({"inspector"})
WORKERS = CHECKER | LEAD
NOBODY: frozenset[Role] = frozenset()


About = Literal["", "account", "process", "month", "round"]


class When(NamedTuple):
    """How that which an entry is about must stand: an account, a process, a month or a round, named by this field of
    its data.

    ``new``: there is none yet; accounts are ``active`` or ``stopped``, processes and months ``open``, rounds as
    :data:`app.signoff.model.RoundState` says.
    """

    about: About
    states: tuple[str, ...] = ()


ALWAYS = When("")
"""For what is about nothing that has a state."""


class Kind(NamedTuple):
    """One kind. ``roles``: empty where nobody is logged in to sign. ``second_person``: only for who had no hand in the
    check of the round. ``on_ground``: only while nothing that the round is bound to has changed. ``meaning``: what is
    shown to the person who signs, and recorded; empty for a routine entry, which is signed without being asked.
    ``by_session``: may be signed with the key of a session that the person opened for a batch; then ``session`` in its
    data, beside what ``data`` says, is that public key. ``later``: what such an entry says besides, of each later
    version in their order; an older entry says none of it, or what was said up to some version.
    """

    label: str
    roles: frozenset[Role]
    when: When
    data: Shape
    meaning: str = ""
    second_person: bool = False
    on_ground: bool = False
    by_session: bool = False
    later: tuple[Shape, ...] = ()


def when(about: About) -> Callable[..., When]:
    """What makes a :class:`When` of states."""
    return lambda *states: When(about, states)


about_account, about_process, about_month, about_round = when("account"), when("process"), when("month"), when("round")
