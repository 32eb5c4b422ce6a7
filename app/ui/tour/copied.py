"""A copy of a sample, for what a sample must not be."""

from pathlib import Path


def copied(sample: Path, folder: Path) -> Path:
    """``folder``, made, with all that is in the sample; read and written here, so that a tracer sees every byte."""
    folder.mkdir()
    for path in sample.iterdir():
        if path.is_dir():
            copied(path, folder / path.name)
        else:
            (folder / path.name).write_bytes(path.read_bytes())
    return folder
