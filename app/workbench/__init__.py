"""One open volume with everything needed to look at it: what ``ui`` and ``cli`` both call."""

from app.equipment.loading import Companions, Equipment, equip, find_companions
from app.filing.safe_write import write_safely
from app.workbench.export import render_files
from app.workbench.gaiji_uses import GaijiCodeUse, gaiji_uses
from app.workbench.model import FieldRow, GaijiUse, Look, LookKind, RecordLine
from app.workbench.opening import Wanted, open_folder, open_for, open_workbench
from app.workbench.search import search
from app.workbench.settings import Settings, load_settings
from app.workbench.workbench import Workbench

__all__ = [
    "Companions",
    "Equipment",
    "FieldRow",
    "GaijiCodeUse",
    "GaijiUse",
    "Look",
    "LookKind",
    "RecordLine",
    "Settings",
    "Wanted",
    "Workbench",
    "equip",
    "find_companions",
    "gaiji_uses",
    "load_settings",
    "open_folder",
    "open_for",
    "open_workbench",
    "render_files",
    "search",
    "write_safely",
]
