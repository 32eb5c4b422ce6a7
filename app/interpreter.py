"""How the interpreter runs this program: garbage is looked for rarely, waiting threads get their turn soon, and no
parser of C is loaded.
"""

import gc
import sys
from importlib import import_module

_GARBAGE = (50_000, 20, 50)
"""New objects before the next look for garbage: nearly all that a start makes is there to stay."""
_TURN_SECONDS = 0.0005
"""How long a thread keeps the interpreter while others wait. Work on columns asks for it again after every step: beside
one that words findings it would stand still most of the time, and a window would be slow to answer.
"""
_CALLS = "Crypto.Util._raw_api"


def tune() -> None:
    """Once for the whole process, before there is anything to do."""
    gc.set_threshold(*_GARBAGE)
    sys.setswitchinterval(_TURN_SECONDS)
    _call_ciphers_by_ctypes()


def _call_ciphers_by_ctypes() -> None:
    """pycryptodome calls its ciphers by cffi where that is installed, which loads a parser of C and reads declarations
    with it for longer than all the ciphers take; without it, by ctypes, as the library provides for.
    """
    if _CALLS not in sys.modules and "cffi" not in sys.modules:
        sys.modules["cffi"] = None  # type: ignore[assignment]  # what cannot be imported
        try:
            import_module(_CALLS)
        finally:
            del sys.modules["cffi"]
