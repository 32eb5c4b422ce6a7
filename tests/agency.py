"""Media as the agency sends them: nothing in them says that they are a sample."""

import shutil
from pathlib import Path

from app.media.container import OpenContainer
from app.media.media_key import read_key_file
from app.records.sample_mark import SAMPLE_MARK


def unmarked(raw: bytes) -> bytes:
    """The same records with blank fillers."""
    return raw.replace(SAMPLE_MARK, b" " * len(SAMPLE_MARK))


def as_agency(sample: Path, target: Path) -> Path:
    """A copy of a sample, with all that lies beside it, whose records do not say that they are one."""
    shutil.copytree(sample, target)
    key = read_key_file(target / "key.toml")
    for path in (target / "PAP03A").iterdir():
        if path.suffix == ".cmp":
            plain = OpenContainer().open(path, key).data.tobytes()
            path.write_bytes(OpenContainer().seal(unmarked(plain), key))
        else:
            path.write_bytes(unmarked(path.read_bytes()))
    return target
