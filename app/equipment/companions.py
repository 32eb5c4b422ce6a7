"""What came beside the media, as the sample maker leaves it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.toml_text import read_toml


@dataclass(frozen=True, slots=True)
class Companions:
    """Files that came beside the volume. They make it no sample: what its records hold does."""

    key: Path | None = None
    offices: Path | None = None
    gaiji_font: Path | None = None


def find_companions(folder: Path) -> Companions:
    """The companions of sample media: ``sample.toml`` in the volume's folder or the one above names them.

    They lie beside it. A file of this name that cannot be read, or does not say that the data are artificial, is no
    sample's.
    """
    for base in (folder, folder.parent):
        marker = base / "sample.toml"
        if marker.is_file():
            table = _read_marker(marker)
            names = {name: table.get(name) for name in ("key", "offices", "gaiji_font")}
            beside = {key: base / name for key, name in names.items() if isinstance(name, str) and _is_plain(name)}
            return Companions(**beside) if table.get("artificial") is True else Companions()
    return Companions()


def _read_marker(marker: Path) -> dict[str, Any]:
    try:
        return read_toml(marker)
    except (OSError, ValueError):
        return {}


def _is_plain(name: str) -> bool:
    """Whether this is the name of a file, not a way to one."""
    return Path(name).name == name and name not in ("", "..")
