"""What the workstation of the power loss test keeps, by number."""

import random

from app.proof.printed.clean import CleanPage

JOB = "見本の照合"
TITLE = "2026年12月分"


def paper_of(number: int) -> bytes:
    """A paper that is written out, over the one before."""
    return f"報告 {number}\n".encode() * 400


def work_of(number: int) -> bytes:
    """What lies in the month's store: more than one piece of it."""
    return random.Random(number).randbytes(70_000)


def page_of(number: int) -> CleanPage:
    """A page that was compared and is equal."""
    return CleanPage(number, (), ())
