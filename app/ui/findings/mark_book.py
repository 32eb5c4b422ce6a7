"""Which findings are 確認済, and writing that down. Nothing of Qt."""

from collections.abc import Sequence

import numpy as np

from app.errors import KenpanError
from app.ui.findings.check_work import Checked
from app.workbench import Workbench
from app.workbench.job_file import Action, Entry, JobFile, add_entries, history, identify

MOST = 10_000
"""Findings marked in one go. More under one reason is no looking at them, and would swell the job file."""


class MarkBook:
    """The marks of one check. ``done`` ``(n,)`` says which findings are 確認済; it changes in place."""

    def __init__(self, bench: Workbench, checked: Checked) -> None:
        self._bench = bench
        self._findings = checked.result.findings
        self._job: JobFile | None = checked.job
        self.reviewed: dict[int, Entry] = dict(checked.reviewed)
        self.done = np.zeros(len(self._findings), dtype=bool)
        self.done[list(self.reviewed)] = True

    @property
    def markable(self) -> bool:
        """Whether marks can be written; not if the job file could not be read."""
        return self._job is not None

    def history(self, finding: int) -> tuple[Entry, ...]:
        """All that was said about a finding, oldest first."""
        if self._job is None or not self._job.entries:
            return ()
        return history(self._job, identify(self._findings[finding], self._bench))

    def write(self, findings: Sequence[int], action: Action, reason: str) -> None:
        """Mark findings, or take their marks back. After a ``KenpanError`` (``job.*``) nothing is changed."""
        assert self._job is not None
        if len(findings) > MOST:
            raise KenpanError(
                "job.many",
                f"一度に確認済にできるのは {MOST:,} 件までです（選んだのは {len(findings):,} 件）。",
                "ファイルや事務所で絞り込んでください。",
            )
        names = [identify(self._findings[finding], self._bench) for finding in findings]
        self._job = add_entries(self._job, names, action, reason)
        for finding, entry in zip(findings, self._job.entries[len(self._job.entries) - len(names) :], strict=True):
            self.done[finding] = action == "reviewed"
            if action == "reviewed":
                self.reviewed[finding] = entry
            else:
                self.reviewed.pop(finding, None)
