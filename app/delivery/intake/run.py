"""A batch of files from the outside to documents of each establishment, with everything that was found."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.bounded import TooLargeError, read_regular, why
from app.confined.children import Children
from app.confined.limits import Limits, NotReadError
from app.delivery.forms import FormTable, form_table
from app.delivery.intake.csv_file import read_csv
from app.delivery.intake.facts import PageFacts, facts_of
from app.delivery.intake.judging import Judge, Piece, of_batch
from app.delivery.intake.model import Doubtful, Enrolled, Finding, Intake
from app.errors import KenpanError
from app.lists.cells import UnfitError, words
from app.lists.tables import list_spec, read_table
from app.progress import Progress, no_progress
from app.proof.printed.glyph_ledger import GlyphLedger
from app.proof.printed.reading import NoPageError, page_of
from app.sheet.fonts import FontSet
from app.shown import shown
from app.signoff.exchange_model import Document

LARGEST = 512 * 1024 * 1024
"""Bytes of the largest file that is taken in."""
STAGE, STAGE_AGAIN = "帳票の読み取り", "分けた帳票の確認"
_LIMITS = Limits(memory_mb=2048, cpu_s=120, wall_s=300.0)
_PAGES = 40
_KANA = "".join(map(chr, (*range(0x3041, 0x3097), *range(0x30A1, 0x30FF))))
_CHILD = "app.delivery.intake.child"


def read_batch(
    paths: Sequence[Path],
    period: str,
    names: Mapping[str, str],
    enrolled: Enrolled | None,
    fonts: FontSet,
    progress: Progress = no_progress,
    table: FormTable | None = None,
) -> Intake:
    """Read and judge. ``names``: of every establishment by its number; ``period`` as ``2026-11``; ``fonts``: those
    whose shapes are known.

    ``KenpanError`` ``delivery.unreadable`` for a file that cannot be opened at all; anything else is a finding.
    """
    return _Run(period, names, enrolled, fonts, progress, table or form_table()).batch(paths)


def read_form(raw: bytes, name: str, fonts: FontSet, names: Mapping[str, str]) -> tuple[PageFacts, ...]:
    """Every page of one form that is kept, read again, to be looked at by an eye."""
    run = _Run("", names, None, fonts, no_progress, form_table())
    with Children(1, _LIMITS) as run.children:
        return tuple(run.pdf(name, raw, STAGE_AGAIN))


def read_roster(path: Path, progress: Progress = no_progress) -> Enrolled:
    """The list of those enrolled. ``KenpanError`` as :func:`app.lists.tables.read_table`; ``roster.row``."""
    spec = list_spec("roster")
    table = read_table(path, spec, progress)
    persons: dict[str, tuple[str, str]] = {}
    for row in table.rows:
        try:
            number, own, name = (words(row.cells[key], spec.label(key)) for key in ("person", "establishment", "name"))
        except UnfitError as error:
            raise KenpanError(
                "roster.row", str(error), "文字の欄にしてください。", file=path.name, place=row.place
            ) from error
        if number in persons and persons[number] != (own, "".join(name.split())):
            what = f"同じ加入者番号（{number}）が2つあります。"
            raise KenpanError("roster.row", what, "一覧を確かめてください。", file=path.name, place=row.place)
        persons[number] = own, "".join(name.split())
    return Enrolled(table.sha256, persons)


class _Run:
    def __init__(
        self,
        period: str,
        names: Mapping[str, str],
        enrolled: Enrolled | None,
        fonts: FontSet,
        progress: Progress,
        table: FormTable,
    ) -> None:
        self.period, self.names, self.enrolled, self.progress = period, names, enrolled, progress
        self.ledger, self.table = GlyphLedger(fonts, also=_telling(table, names, enrolled)), table
        self.doubtful: dict[Doubtful, None] = {}
        self.judge = Judge(table, names, period, enrolled)

    def batch(self, paths: Sequence[Path]) -> Intake:
        raws = {shown(path.name): _bytes(path) for path in paths}
        if len(raws) != len(paths):
            raise KenpanError("delivery.same", "同じ名前のファイルが2つあります。", "名前を変えるか、外してください。")
        with Children(1, _LIMITS) as self.children:
            pages: list[PageFacts] = []
            for name, raw in raws.items():
                pages += self._csv(name, raw) if name.lower().endswith(".csv") else self.pdf(name, raw, STAGE)
            pieces = self.judge.pieces(pages)
            self.judge.judge(pieces)
            documents, contents = self._documents(pieces, raws)
        files = tuple((name, hashlib.sha256(raw).hexdigest(), len(raw)) for name, raw in raws.items())
        roster = None if self.enrolled is None else self.enrolled.sha256
        doubtful = tuple(sorted(self.doubtful))
        return Intake(self.period, files, tuple(documents), of_batch(self.judge.findings), roster, contents, doubtful)

    def _csv(self, name: str, raw: bytes) -> list[PageFacts]:
        facts, found = read_csv(name, raw, self.table)
        whose = facts.establishments or ("",)
        self.judge.findings += [one._replace(establishment=own) for one in found for own in whose]
        return [] if facts.problem else [facts]

    def pdf(self, name: str, raw: bytes, stage: str) -> list[PageFacts]:
        """What its pages say."""
        try:
            told = self.children.run(f"{_CHILD}:look", raw)
            count, active, repaired = int(told["pages"]), list(map(str, told["active"])), bool(told["repaired"])
        except KenpanError as error:
            return [PageFacts(name, None, problem=error.what)]
        except (NotReadError, KeyError, TypeError, ValueError) as error:
            return [PageFacts(name, None, problem=error.what if isinstance(error, NotReadError) else "壊れています。")]
        if repaired:
            return [PageFacts(name, None, problem="壊れているか、途中で切れています。")]
        if active:
            told_so = f"紙に出ないものが付いています（{shown('・'.join(active))}）。"
            self.judge.findings.append(Finding("delivery.active", "error", name, None, "", told_so))
        return list(self._pages(name, raw, count, stage))

    def _pages(self, name: str, raw: bytes, count: int, stage: str) -> Iterator[PageFacts]:
        key = hashlib.sha256(raw).hexdigest()
        for start in range(0, count, _PAGES):
            stop = min(start + _PAGES, count)
            try:
                answer: Any = self.children.run(f"{_CHILD}:read", raw, key, start, stop)
            except NotReadError as error:
                answer = [{"unreadable": error.reason}] * (stop - start)
            if not isinstance(answer, list) or len(answer) != stop - start:
                answer = [{"unreadable": "broken"}] * (stop - start)
            for number, one in zip(range(start, stop), answer, strict=True):
                try:
                    page = page_of(one, self.ledger, name, number)
                    yield facts_of(page, self.table, one.get("drawn") is not False)
                except NoPageError as error:
                    yield PageFacts(name, number, problem=str(error))
            self.progress(stage, stop, count)

    def _documents(self, pieces: Sequence[Piece], raws: Mapping[str, bytes]) -> tuple[list[Document], dict[str, bytes]]:
        """What each establishment gets; what is all's goes to everybody who gets something else."""
        documents: list[Document] = []
        contents: dict[str, bytes] = {}
        own = sorted({piece.establishment for piece in pieces if piece.establishment})
        for done, piece in enumerate(pieces):
            self.progress(STAGE_AGAIN, done, len(pieces))
            raw = self._document(piece, raws[piece.pages[0].file])
            if raw is None:
                continue
            spec = self.table.forms[piece.form]
            sha256, count = hashlib.sha256(raw).hexdigest(), 0 if spec.is_csv else len(piece.pages)
            contents[sha256] = raw
            name = f"{spec.number:02}_{spec.title}.{'csv' if spec.is_csv else 'pdf'}"
            for one in [piece.establishment] if piece.establishment else own:
                made = Document(one, piece.form, name, sha256, count)
                documents += [made] if made not in documents else []
        documents.sort()
        return documents, contents

    def _document(self, piece: Piece, raw: bytes) -> bytes | None:
        """The bytes that are delivered, read again: they say what was judged, and nothing more."""
        first = piece.pages[0]
        if first.page is None:
            return raw
        try:
            made = self.children.run(f"{_CHILD}:take_out", raw, [page.page for page in piece.pages])
        except (NotReadError, KenpanError):
            made = None
        if isinstance(made, bytes | bytearray):
            made = bytes(made)
            again = self.pdf(first.file, made, STAGE_AGAIN)
            if [_said(page) for page in again] == [_said(page) for page in piece.pages]:
                sha256 = hashlib.sha256(made).hexdigest()
                both = [
                    (number, page.why_look or before.why_look)
                    for number, (page, before) in enumerate(zip(again, piece.pages, strict=True))
                ]
                self.doubtful |= {Doubtful(sha256, number, why): None for number, why in both if why}
                return made
        self.judge.say("delivery.apart", first, piece.establishment, "分けた帳票が、元の頁と違って見えます。")
        return None


def _telling(table: FormTable, names: Mapping[str, str], enrolled: Enrolled | None) -> str:
    """Every character by which pages are told apart: of titles, labels and names."""
    told = [*names.values(), *(spec.title for spec in table.forms.values())]
    told += [label for spec in table.forms.values() for label in spec.amounts.values()]
    told += [table.establishment.pattern, table.name.pattern, *(one.pattern for one in table.period)]
    told += [name for _, name in ({} if enrolled is None else enrolled.persons).values()]
    return "".join(told) + _KANA


def _said(page: PageFacts) -> tuple[Any, ...]:
    return page.text, page.unseen, page.forms, page.establishments, page.place


def _bytes(path: Path) -> bytes:
    try:
        return read_regular(path, LARGEST)
    except (OSError, TooLargeError) as error:
        raise KenpanError(
            "delivery.unreadable",
            f"ファイルを読めません。{why(error)}",
            "場所と権限を確かめてください。",
            file=path.name,
        ) from error
