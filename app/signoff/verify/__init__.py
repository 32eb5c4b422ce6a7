"""Prove a Kenpan ledger from the ledger alone.

Nothing here uses the rest of the program: joined to one file (``kenpan ledger verifier``) it needs only Python 3.11 and
pycryptodome, ``python kenpan_verify.py LEDGER [--checkpoint FILE ...] [--previous LEDGER]``. LEDGER is an exported copy
(JSON lines) or the SQLite database itself, which is only read. Exit code 0: sound, 1: broken, 2: unreadable.

Proved is: every entry is there once, in order, as it was written, bound to the one before; it is signed by whom it
names, with the key that the ledger itself says was theirs at that moment, active and with a role allowed for it; it
holds what its kind holds, means what its kind means, and came when it might; nobody brought a first key but whoever was
given the initial one; nobody decided on a proof round they had checked, or without evidence, or after what it proves
had changed; the pieces that a lead looks at were drawn once for each signature (that this was left to chance, nobody
can prove afterwards); every log is still in the database, if it is one, or was erased by
two people's word. An evidence pack (ZIP) is proved with the files in it. That nothing is missing at the end, and that
the whole was not written anew, only a checkpoint kept elsewhere can prove.
"""

from .audit import Checkpoint, Lost, Previous, Problem, Report, Row, altered, held, verify_entries
from .files import AlteredError, prove_file, read_checkpoint, read_ledger
from .packs import is_pack
from .say import pack_summary, summaries, summary
from .texts import UnreadableError

__all__ = [
    "AlteredError",
    "Checkpoint",
    "Lost",
    "Previous",
    "Problem",
    "Report",
    "Row",
    "UnreadableError",
    "altered",
    "held",
    "is_pack",
    "pack_summary",
    "prove_file",
    "read_checkpoint",
    "read_ledger",
    "summaries",
    "summary",
    "verify_entries",
]
