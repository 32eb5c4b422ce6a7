"""An evidence pack: a ZIP with files, a ledger and a checkpoint, held against each other; nothing is written beside."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from .audit import Checkpoint, Report, Row
from .files import prove_file, read_checkpoint, read_ledger
from .texts import UnreadableError

_FILES = "files/"
_LEDGER = "ledger.jsonl"
_CHECKPOINT_FILE = "checkpoint.json"
_MOST_MEMBERS = 2000
_MOST_PACK = 4 * 1024**3
"""More is no pack of a month."""


def is_pack(path: Path) -> bool:
    """Whether this is an archive at all."""
    return path.is_file() and zipfile.is_zipfile(path)


def prove_pack(path: Path, checkpoints: Sequence[Checkpoint] = ()) -> tuple[Report, list[str], list[str]]:
    """The verdict on the ledger in it; what else is right, and what is wrong with its files, in Japanese.

    ``UnreadableError`` if it is none.
    """
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
            names = [one.filename for one in archive.infolist()]
            size = sum(one.file_size for one in archive.infolist())
            if not {_LEDGER, _CHECKPOINT_FILE} <= set(names) or len(names) > _MOST_MEMBERS or size > _MOST_PACK:
                raise UnreadableError(f"検版の証拠一式ではありません（{path.name}）。")
            for name in (_LEDGER, _CHECKPOINT_FILE):
                (Path(folder) / name).write_bytes(archive.read(name))
            ledger = Path(folder) / _LEDGER
            own = read_checkpoint(Path(folder) / _CHECKPOINT_FILE)
            report = prove_file(ledger, (own, *checkpoints))
            wrong = [f"{one} が二度入っています。" for one in sorted(set(names)) if names.count(one) > 1]
            told = _last_pack(read_ledger(ledger))
            if told is None:
                return report, [], [*wrong, "台帳に、証拠一式の作成の記録がありません。"]
            found = {one: _hash(archive, one) for one in names if one.startswith(_FILES)}
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise UnreadableError(f"証拠一式を読めません（{path.name}）。") from error
    wanted = {_FILES + one["name"]: one["sha256"] for one in told["files"]}
    wrong += [f"{name} がありません。" for name in sorted(wanted.keys() - found.keys())]
    wrong += [f"{name} は台帳の記録にありません。" for name in sorted(found.keys() - wanted.keys())]
    both = sorted(found.keys() & wanted.keys())
    wrong += [f"{name} が台帳の記録と違います。書き換えられています。" for name in both if found[name] != wanted[name]]
    right = [
        f"証拠一式 {len(wanted)} ファイル（台帳の記録と同じもの {sum(found[one] == wanted[one] for one in both)}）"
    ]
    right += [f"入っていないもの {one}" for one in told["missing"]]
    return report, right, wrong


def _last_pack(rows: Iterable[Row]) -> dict[str, Any] | None:
    found = None
    for row in rows:
        if '"evidence.packed"' not in row.body:
            continue
        try:
            entry = json.loads(row.body)
        except (ValueError, RecursionError):
            continue
        if entry["kind"] == "evidence.packed":
            found = entry["data"]
    return found


def _hash(archive: zipfile.ZipFile, name: str) -> str:
    digest_ = hashlib.sha256()
    with archive.open(name) as stream:
        while piece := stream.read(1 << 20):
            digest_.update(piece)
    return digest_.hexdigest()
