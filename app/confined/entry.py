"""Starting this program again in a role of its own, from source and in the built program."""

import os
import sys

CHILD, GUARD = "--confined-child", "--confined-guard"
_MAIN = {CHILD: "app.confined.child", GUARD: "app.confined.guard"}
_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120
# No site packages of the user, no start-up files: exactly the parent's own places to import from, and nothing written.
_CODE = "import sys; sys.path[:] = sys.argv[1].split({!r}); from app.confined.entry import begin; begin(sys.argv[2:])"


def command(role: str, *arguments: str) -> list[str]:
    """The command line that starts a role."""
    if getattr(sys, "frozen", False):
        return [sys.executable, role, *arguments]
    places = os.pathsep.join([_ROOT, *(os.path.abspath(place) for place in sys.path if place)])  # noqa: PTH100
    return [sys.executable, "-I", "-S", "-B", "-c", _CODE.format(os.pathsep), places, role, *arguments]


def environment() -> dict[str, str]:
    """What a child gets to know of the environment: where libraries lie, and nothing that could be a secret."""
    kept = ("LD_LIBRARY_PATH", "SYSTEMROOT", "WINDIR", "TEMP", "TMP")
    found = {name: os.environ[name] for name in kept if name in os.environ}
    return found | {"LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def begin(words: list[str]) -> bool:
    """Run the role that the command line names, which ends the process; ``False`` if it names none."""
    if not words or words[0] not in _MAIN:
        return False
    __import__(_MAIN[words[0]])
    sys.modules[_MAIN[words[0]]].main(words[1:])
    return True
