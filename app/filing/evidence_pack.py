"""The evidence of a month as one ZIP that anybody can verify: the papers that were written out, the ledger, a
checkpoint, the verifier and an index.

The files are those that people chose; only what Kenpan itself wrote out, unchanged, gets in. What a whole month would
have and this pack has not is said in its index.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from app.bounded import TooLargeError, read_regular, why
from app.errors import KenpanError
from app.filing.ledger_copies import ledger_for, verifier_source
from app.filing.recorded_file import ledger_name, write_with_entry
from app.progress import Progress, no_progress
from app.signoff.book import Book, Session
from app.signoff.checkpoint import make_checkpoint
from app.signoff.custody import pack
from app.signoff.custody_model import PAPERS, PackedFile
from app.signoff.model import Month, State

LARGEST = 512 * 1024 * 1024
"""Bytes of the largest file of a pack."""
FILES, LEDGER, CHECKPOINT, INDEX = "files/", "ledger.jsonl", "checkpoint.json", "index.json"
VERIFIER, ABOUT = "kenpan_verify.py", "はじめに.txt"
_EPOCH = (1980, 1, 1, 0, 0, 0)
WANTED: Mapping[str, frozenset[str]] = {
    "受入判定書": frozenset(("reception_sheet",)),
    "検査結果": frozenset(("findings",)),
    "照合結果": frozenset(("comparison", "comparison.pdf", "comparison.xlsx")),
    "ダミー検査結果表": frozenset(("dummies.pdf", "dummies.xlsx")),
    "件数の表": frozenset(("counts",)),
    "料金後納郵便物差出票（下書き）": frozenset(("slip",)),
    **{one.title: one.kinds for one in PAPERS.values() if one.monthly},
}
"""What a month's evidence has, beside the access-log analysis: kinds of export that are it."""
ANALYSIS = "アクセス記録の月次点検（点検管理者の署名のあるもの）"
_TEXT = """検版　証拠一式

この ZIP には、検版が書き出した報告物（files フォルダー）、台帳の写し（ledger.jsonl）、署名されたチェックポイント
（checkpoint.json）、一覧（index.json）が入っています。誰でも、検版なしで確かめられます。

1. Python 3.11 以上と pycryptodome のある端末に、kenpan_verify.py を取り出します。
2. python kenpan_verify.py この.zip を実行します。
3. 台帳がつながっていて署名が正しいか、files の各ファイルが台帳の記録と同じかが表示されます
   （終了コード 0 すべて正しい、1 誤りあり、2 読めない）。

個人情報を含むことがあります。取り扱いは個人情報等管理台帳に従ってください。
"""


class Gathered(NamedTuple):
    """Files with their contents, and what is missing in Japanese."""

    files: tuple[tuple[PackedFile, bytes], ...]
    missing: tuple[str, ...]


def gather(paths: Sequence[Path], state: State, month: Month, signed: Collection[tuple[str, str]]) -> Gathered:
    """The files that go into the pack. ``signed``: month and hash of each signed access-log analysis.

    ``KenpanError``: ``pack.unreadable``, ``pack.strange`` for one that Kenpan did not write out or that has changed,
    ``pack.same`` for two of one name.
    """
    found: list[tuple[PackedFile, bytes]] = []
    for path in paths:
        content, name = _read(path), ledger_name(path)
        one = PackedFile(name, hashlib.sha256(content).hexdigest(), len(content))
        if one.sha256 not in state.exports:
            raise KenpanError(
                "pack.strange",
                "検版が書き出したままのファイルではありません。書き出した後で変わったか、検版のものではありません。",
                "書き出し直すか、このファイルを外してください。",
                file=name,
            )
        if any(name == other.name for other, _content in found):
            raise KenpanError("pack.same", "同じ名前のファイルが2つあります。", "どちらかを外してください。", file=name)
        found.append((one, content))
    kinds = {state.exports[one.sha256] for one, _content in found}
    missing = [title for title, wanted in WANTED.items() if not wanted & kinds]
    if not any((month.period, one.sha256) in signed for one, _content in found):
        missing.append(ANALYSIS)
    return Gathered(tuple(found), tuple(missing))


def signed_analyses(book: Book) -> frozenset[tuple[str, str]]:
    """Month and hash of every access-log analysis that an inspector signed."""
    return frozenset((one.data["period"], one.data["report"]) for one in book.history(("analysis.signed",)))


def write_pack(
    book: Book, fresh: Session, session: Session, month: Month, gathered: Gathered, path: Path,
    progress: Progress = no_progress,
) -> Path:  # fmt: skip
    """Sign for the files (``fresh``: opened for this signature), then write them with the ledger as it is after that.

    ``KenpanError``: of the signature and of writing, and ``report.blind`` while a round's results must not be seen:
    nothing is signed then.
    """
    ledger_for(book, session.account)
    files = tuple(one for one, _content in gathered.files)
    book.sign(fresh.signer, lambda state, by: pack(state, by, month.id, files, gathered.missing))
    checkpoint = make_checkpoint(book, session.signer).content
    ledger = ledger_for(book, session.account)
    kinds = book.state.exports
    index = {
        "format": "kenpan-evidence-1",
        "month": {"period": month.period, "title": month.title, "delivery": month.delivery},
        "files": [
            {
                "name": f"{FILES}{one.name}",
                "sha256": one.sha256,
                "size": one.size,
                "kind": kinds[one.sha256],
            }
            for one in files
        ],
        "missing": list(gathered.missing),
        "ledger": {"name": LEDGER, "sha256": hashlib.sha256(ledger).hexdigest()},
    }
    told = json.dumps(index, ensure_ascii=False, indent=1).encode()
    members = [(f"{FILES}{one.name}", content) for one, content in gathered.files]
    members += [(LEDGER, ledger), (CHECKPOINT, checkpoint), (INDEX, told)]
    members += [(VERIFIER, verifier_source().encode()), (ABOUT, _TEXT.encode("utf-8-sig"))]
    return write_with_entry(book, session, "pack", path, _zipped(members, progress))


def _zipped(members: Sequence[tuple[str, bytes]], progress: Progress) -> bytes:
    """The same members give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for done, (name, content) in enumerate(members):
            progress("証拠一式", done, len(members))
            target.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _read(path: Path) -> bytes:
    try:
        return read_regular(path, LARGEST)
    except (OSError, TooLargeError) as error:
        raise KenpanError(
            "pack.unreadable",
            f"証拠一式に入れるファイルを読めません。{why(error)}",
            "場所と権限を確かめるか、このファイルを外してください。",
            file=ledger_name(path),
        ) from error
