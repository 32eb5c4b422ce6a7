"""The month's 別送・引き抜きリスト as the ledger knows them."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.signoff.list_kinds import ROW_STATES
from app.signoff.signed import Sign


@dataclass(frozen=True, slots=True)
class ListsRead:
    """The lists that a month has now. ``stated``: workbooks of each scheme as the agency told, ``read`` as there are;
    ``unread`` ones are named on the screen; ``counts`` of rows by what became of them; ``carried``: hash of what is
    carried out.
    """

    name: str
    sha256: str
    manifest: str
    stated: Mapping[str, int]
    read: Mapping[str, int]
    unread: int
    rows: int
    counts: Mapping[str, int]
    carried: str
    signature: Sign

    @property
    def as_stated(self) -> bool:
        """Whether all workbooks that the agency told of were read, and no other."""
        return not self.unread and dict(self.stated) == dict(self.read)

    @property
    def open(self) -> int:
        """Rows that cannot be carried out: those of 別紙10-3."""
        return sum(self.counts[state] for state in ROW_STATES[2:])


@dataclass(frozen=True, slots=True)
class BundleClosed:
    """A bundle of 引き抜き whose pieces (通) were all scanned. ``notices``: hash of which notices they are;
    ``carried``: of the lists that it belongs to.
    """

    key: str
    of: int
    pieces: int
    notices: str
    grams: int
    carried: str
    signature: Sign
