"""On whose name media are opened and files leave the program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from app.errors import KenpanError
from app.filing.safe_write import Write, write_safely

if TYPE_CHECKING:
    from app.equipment.loading import Equipment
    from app.media.comparing import MediaComparison
    from app.media.model import OpenedMedia
    from app.month.looking.open_files import OpenFiles
    from app.month.looking.workbench import Workbench
    from app.notice.piece_id import PieceRun
    from app.signoff.book import Act, Book, Session
    from app.signoff.model import State

NETWORK, RIGHTS = "network", "rights"
"""Why a medium was not opened."""


class Who(Protocol):
    """Whoever opens media here. What is asked of them is asked off the GUI thread."""

    def admit(self, volume: str) -> None:
        """Somebody who may open the agency's media is here; ``KenpanError`` if not, which is an entry."""

    def opened(self, bench: OpenFiles, interfaces: Sequence[str]) -> None:
        """This volume is about to be shown; ``KenpanError`` if that cannot be recorded, and it must not be."""

    def compared(self, media: OpenedMedia, result: MediaComparison, other: str, interfaces: Sequence[str]) -> None:
        """The open medium was compared with another one of this label, whose files were opened for it."""

    def refused(self, volume: str, why: str, interfaces: Sequence[str]) -> None:
        """Nothing was opened, for this reason."""

    def run_of(self, bench: Workbench) -> PieceRun | None:
        """What the notices of this medium are made for, as far as anybody here knows."""

    def write(self, kind: str) -> Write:
        """How files of this kind that come from the volume are written out."""

    def is_signed(self, result: bytes) -> bool:
        """Whether a comparison's result, as a file, is one that stands signed in the ledger."""

    def equipped(self, media: OpenedMedia, equipment: Equipment) -> Equipment:
        """The equipment with the form that holds for this medium."""


class Signed:
    """Somebody with an open key: all of it is entries in the ledger.

    A sample is opened by whoever wants to; it is an entry where the person might open any media.
    """

    def __init__(self, book: Book, session: Session) -> None:
        self.book, self.session = book, session

    def admit(self, volume: str) -> None:
        """``KenpanError`` ``rights.media`` for who may not open the agency's media, ``media.practice`` for everybody in
        practice, with an entry that says so.
        """
        if self.book.practice:
            self.refused(volume, RIGHTS, ())
            raise only_samples(volume)
        if not _may_open(self.book.refresh(), self.session):
            self.refused(volume, RIGHTS, ())
            raise no_right_to_open(volume)

    def opened(self, bench: OpenFiles, interfaces: Sequence[str]) -> None:
        """``KenpanError`` as :meth:`app.signoff.book.Book.sign`."""
        from app.media.manifest import manifest
        from app.media.sample import carries_nothing_else
        from app.signoff.ledger import Draft

        if carries_nothing_else(bench.media) and not _may_open(self.book.refresh(), self.session):
            return
        held = manifest(bench.media)
        data = {
            "volume": held["label"],
            "manifest": held["sha256"],
            "container": held["container"],
            "network": list(interfaces),
        }
        self.book.sign(self.session.signer, lambda _state, _by: Draft("media.opened", data))

    def compared(self, media: OpenedMedia, result: MediaComparison, other: str, interfaces: Sequence[str]) -> None:
        """``KenpanError`` as :meth:`app.signoff.book.Book.sign`."""
        from app.media.manifest import manifest
        from app.media.sample import carries_nothing_else
        from app.signoff.ledger import Draft

        if carries_nothing_else(media) and not _may_open(self.book.refresh(), self.session):
            return
        held = manifest(media)
        data = {
            "volume": held["label"],
            "manifest": held["sha256"],
            "other": other,
            "files": result.files,
            "result": "equal" if result.equal else "different",
            "network": list(interfaces),
        }
        self.book.sign(self.session.signer, lambda _state, _by: Draft("media.compared", data))

    def refused(self, volume: str, why: str, interfaces: Sequence[str]) -> None:
        """``KenpanError`` as :meth:`app.signoff.book.Book.sign`."""
        self.book.sign(self.session.signer, refusal(volume, why, interfaces))

    def run_of(self, bench: Workbench) -> PieceRun | None:
        """As the ledger says."""
        from app.month.parts_in_use import media_part, proof_part
        from app.signoff.piece_runs import here

        return here(self.book.state, (media_part(bench), proof_part(bench)))

    def write(self, kind: str) -> Write:
        """With an ``export.made`` before it, also for a sample."""
        from app.filing.recorded_file import write_with_entry

        return lambda path, content: write_with_entry(self.book, self.session, kind, path, content)

    def is_signed(self, result: bytes) -> bool:
        """As the ledger says at this moment."""
        from app.signoff.comparison_standing import comparison_is_signed

        return comparison_is_signed(self.book.refresh(), result)

    def equipped(self, media: OpenedMedia, equipment: Equipment) -> Equipment:
        """By the reference of the process that the ledger says the medium is made by."""
        from app.month.form_in_force import equipped_by

        self.book.refresh()
        return equipped_by(self.book, media, equipment)


class Nobody:
    """Where nobody can be named: no ledger was begun here, or there is nothing but artificial data.

    ``unrecorded`` is called when anything else was opened.
    """

    def __init__(self, unrecorded: Callable[[], object] = lambda: None) -> None:
        self._unrecorded = unrecorded

    def admit(self, volume: str) -> None:
        """Nobody is registered, so nobody is refused."""

    def opened(self, bench: OpenFiles, interfaces: Sequence[str]) -> None:
        """There is nothing to record it in."""
        from app.media.sample import carries_nothing_else

        if not carries_nothing_else(bench.media):
            self._unrecorded()

    def compared(self, media: OpenedMedia, result: MediaComparison, other: str, interfaces: Sequence[str]) -> None:
        """There is nothing to record it in."""

    def refused(self, volume: str, why: str, interfaces: Sequence[str]) -> None:
        """There is nothing to record it in."""

    def run_of(self, bench: Workbench) -> PieceRun | None:
        """There is no ledger to say."""
        return None

    def write(self, kind: str) -> Write:
        """Without a record."""
        return write_safely

    def is_signed(self, result: bytes) -> bool:
        """There is no ledger to say."""
        return False

    def equipped(self, media: OpenedMedia, equipment: Equipment) -> Equipment:
        """The program's own forms."""
        from app.month.form_in_force import equipped_by

        return equipped_by(None, media, equipment)


NOBODY = Nobody()


def refusal(volume: str, why: str, interfaces: Sequence[str]) -> Act:
    """The entry that a medium was not opened, or not left open."""
    from app.signoff.ledger import Draft

    data = {"volume": volume, "why": why, "network": list(interfaces)}
    return lambda _state, _by: Draft("media.refused", data)


def only_samples(volume: str) -> KenpanError:
    """What is said to whoever wants to open the agency's media in practice, COMPLOCK II or not."""
    return KenpanError(
        "media.practice",
        "練習モードでは、機構の媒体を開けません。開けるのは見本データだけです。",
        "本番のログインに戻ってから開いてください。見本データは「見本データを開く」で開けます。",
        file=volume,
    )


def no_right_to_open(volume: str) -> KenpanError:
    """What is said to who may not open the agency's media."""
    return KenpanError(
        "rights.media",
        "機構の媒体を開く権限がありません。",
        "検査員か品質責任者が開いてください。見本データはだれでも開けます。",
        file=volume,
    )


def _may_open(state: State, session: Session) -> bool:
    from app.signoff.kinds import may_open_media

    account = state.accounts.get(session.account)
    return account is not None and account.active and may_open_media(account.roles)
