"""How the interpreter runs this program: garbage is looked for rarely, and waiting threads get their turn soon."""

import gc
import sys

_GARBAGE = (50_000, 20, 50)
"""New objects before the next look for garbage: nearly all that a start makes is there to stay."""
_TURN_SECONDS = 0.0005
"""How long a thread keeps the interpreter while others wait. Work on columns asks for it again after every step: beside
one that words findings it would stand still most of the time, and a window would be slow to answer.
"""


def tune() -> None:
    """Once for the whole process, before there is anything to do."""
    gc.set_threshold(*_GARBAGE)
    sys.setswitchinterval(_TURN_SECONDS)
