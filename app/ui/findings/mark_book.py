"""Which findings are 確認済, and writing that into the ledger. Nothing of Qt."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.errors import KenpanError
from app.month.findings.decisions import Decided, decisions_of, key_of
from app.month.findings.review import Action, How, Review, history, identify, review_draft, reviews_of
from app.month.looking.workbench import Workbench
from app.signoff.ledger import Draft, Entry
from app.ui.findings.check_work import Checked


class Keeper(Protocol):
    """Where marks are kept: the ledger, through whoever is logged in."""

    def entries(self) -> tuple[Entry, ...]:
        """All entries about findings, oldest first. Called off the GUI thread."""

    def may_write(self) -> bool:
        """Whether the person who is here may mark findings."""

    def keep(
        self, draft: Draft, on_done: Callable[[Sequence[Entry]], None], on_error: Callable[[KenpanError], None]
    ) -> None:
        """Write an entry; one of the two is called in the GUI thread when it is done."""


class MarkBook:
    """The marks of one check, arrays ``(n,)`` that change in place: ``done`` are the findings that are 確認済, of
    those ``together`` the ones that were let stand at once; ``seen`` were on this person's screen since the check.
    """

    def __init__(self, bench: Workbench, checked: Checked, keeper: Keeper | None) -> None:
        self._bench = bench
        self._findings = checked.result.findings
        self._reviews = checked.reviews
        self._keeper = keeper
        self._decisions = dict(checked.decisions)
        self.reviewed: dict[int, Review] = dict(checked.reviewed)
        self.done, self.together, self.seen = (np.zeros(len(self._findings), dtype=bool) for _ in range(3))
        self.done[list(self.reviewed)] = True
        self.together[[number for number, one in self.reviewed.items() if one.how == "together"]] = True

    @property
    def markable(self) -> bool:
        """Whether marks can be written: they could be read, and the person may."""
        return self._keeper is not None and self._reviews is not None and self._keeper.may_write()

    @property
    def settled(self) -> NDArray[np.bool_]:
        """Findings that somebody let stand after looking at them: they mark their records no more."""
        return self.done & ~self.together

    def open_of(self, findings: NDArray[np.int64]) -> list[int]:
        """Those that 確認済 would say something new of: not marked yet, or only with others and looked at since."""
        wanted = ~self.done[findings] | (self.together[findings] & self.seen[findings])
        return [int(number) for number in findings[wanted]]

    def history(self, finding: int) -> tuple[Review, ...]:
        """All that was said about a finding, oldest first."""
        return history(self._reviews, identify(self._findings[finding], self._bench)) if self._reviews else ()

    def decided(self, finding: int) -> tuple[Decided, ...]:
        """What leads decided of a finding, or of all findings of its rule, oldest first."""
        return self._decisions.get(key_of(self._findings[finding], self._bench), ()) if self._decisions else ()

    def add_decisions(self, entries: Sequence[Entry]) -> None:
        """Take in what was decided since the check."""
        for key, added in decisions_of(entries, self._bench).items():
            self._decisions[key] = (*self._decisions.get(key, ()), *added)

    def write(
        self,
        findings: Sequence[int],
        action: Action,
        reason: str,
        how: How,
        on_done: Callable[[], None],
        on_error: Callable[[KenpanError], None],
    ) -> None:
        """Mark findings, or take their marks back; nothing is changed before the ledger has it."""
        assert self._keeper is not None

        def kept(entries: Sequence[Entry]) -> None:
            added = reviews_of(entries, self._bench)
            self._reviews = (*(self._reviews or ()), *added)
            for finding, review in zip(findings, added, strict=True):
                self.done[finding] = action == "reviewed"
                self.together[finding] = action == "reviewed" and review.how == "together"
                if action == "reviewed":
                    self.reviewed[finding] = review
                else:
                    self.reviewed.pop(finding, None)
            on_done()

        try:
            named = [self._findings[finding] for finding in findings]
            draft = review_draft(self._bench, named, action, reason, how)
        except KenpanError as error:
            on_error(error)
            return
        self._keeper.keep(draft, kept, on_error)
