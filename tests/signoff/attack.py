"""What the battery is made of: entries that are right, and what may be wrong with them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

SIGNERS = {"admin": "a1", "lead": "l1", "checker": "c1", "trainer": "t1", "inspector": "i1"}


@dataclass(frozen=True)
class Attack:
    """What is otherwise: the data, who signs, what came before (``before`` changes the chain). ``fault`` is what the
    program says of it; an empty one: it is right all the same.
    """

    fault: str
    data: Any = None
    who: str = ""
    before: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class Case:
    """``data`` is right at ``stage``, or ``make(chain, role)`` gives signer and data of one that is."""

    stage: str
    data: Any = None
    attacks: tuple[Attack, ...] = ()
    make: Callable[[Any, str], tuple[str, Any]] | None = None
