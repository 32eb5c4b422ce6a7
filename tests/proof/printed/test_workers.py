"""Processes that read a print: what becomes of a comparison when one of them is ended from outside."""

import os
from pathlib import Path

import pytest

from app.errors import KenpanError
from app.proof.printed import workers
from app.proof.printed.work import Learned, task_of


def ended_from_outside(*_job):
    os._exit(9)


def test_a_process_that_is_ended_on_the_way_is_told_in_words_and_is_no_fault_of_the_program(monkeypatch):
    monkeypatch.setattr(workers, "_begin", ended_from_outside)
    some = workers.Processes(None, 1)
    try:
        with pytest.raises(KenpanError) as refused:
            list(some.read([task_of(Path("月.pdf"), 0, 0, 1)], Learned()))
    finally:
        some.stop()
    assert refused.value.code == "print.workers" and "もう一度照合" in refused.value.next_step
