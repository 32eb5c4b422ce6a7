"""One sample notice file as an array of records, without a Python loop over records."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.records.layouts import NOTICE_LENGTH, Scheme, notice_layouts
from app.records.sample_mark import filler, holds_mark
from app.records.text import encode
from app.training.amounts import Amounts, runs_of_stars, write_amounts
from app.training.dates import DATES, date_blocks
from app.training.establishments import Establishments
from app.training.offices import SampleOffice
from app.training.pools import AddressPool, NamePool
from app.training.target import Target
from app.training.totals import office_total


@dataclass(frozen=True, slots=True, eq=False)
class Notices:
    """One notice file while it is made: ``data`` ``(n, 980)`` may still be changed; ``prints`` counts the ``01`` of
    each office by its code."""

    name: str
    scheme: Scheme
    data: NDArray[np.uint8]
    prints: dict[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """Where the records go. ``extracts`` ``(n,)`` and ``details`` ``(d,)`` are rows of the file, ``of`` ``(d,)`` is the
    establishment of each ``01``, ``earlier`` marks the first of two; ``totals`` are pairs of office and row."""

    extracts: NDArray[np.int64]
    details: NDArray[np.int64]
    of: NDArray[np.int64]
    earlier: NDArray[np.bool_]
    totals: tuple[tuple[int, int], ...]
    rows: int


def build_notices(
    name: str,
    scheme: Scheme,
    offices: Sequence[SampleOffice],
    establishments: Establishments,
    names: NamePool,
    addresses: AddressPool,
    rng: np.random.Generator,
    asterisks: int | None = None,
) -> Notices:
    """All records of one file in the order of N 表4.1.2.1-1; without establishments an empty file.

    Every record bears the mark by which a sample is known. ``asterisks``: how long their runs are, whose length is not
    known (SPEC 3); without it they vary.
    """
    plan = _plan(establishments)
    data = np.full((plan.rows, NOTICE_LENGTH), 0x20, dtype=np.uint8)
    codes = np.array([int(office.code) for office in offices], dtype=np.int64)[establishments.office]
    layouts = notice_layouts(scheme)
    extracts, details = Target(data, plan.extracts, layouts["00"]), Target(data, plan.details, layouts["01"])
    _write_extracts(extracts, scheme, establishments, names, addresses, codes)
    _write_details(details, scheme, establishments, names, addresses, codes, plan)
    _write_offices(details, offices, establishments.office[plan.of])
    sums, parts = _write_parts(details, scheme, establishments, plan, rng, asterisks)
    prints = _write_totals(data, scheme, offices, establishments.office[plan.of], plan, sums, parts, asterisks)
    _write_mark(data, scheme)
    return Notices(name, scheme, data, prints)


def _plan(establishments: Establishments) -> _Plan:
    """An establishment takes a ``00`` and one or two ``01``; each office ends with its ``02``."""
    count = len(establishments)
    present, first, ordinal = np.unique(establishments.office, return_index=True, return_inverse=True)
    records = 1 + establishments.months
    starts = np.cumsum(records) - records + ordinal
    of = np.repeat(np.arange(count), establishments.months)
    begins = np.cumsum(establishments.months) - establishments.months
    within = np.arange(len(of)) - begins[of]
    lasts = np.append(first[1:], count) - 1
    ends = (starts + records)[lasts] if count else lasts[:0]
    return _Plan(
        extracts=starts,
        details=starts[of] + 1 + within,
        of=of,
        earlier=within < establishments.months[of] - 1,
        totals=tuple(zip(present.tolist(), ends.tolist(), strict=True)),
        rows=int(records.sum()) + len(present),
    )


def _write_serial(
    target: Target, codes: NDArray[np.int64], establishments: Establishments, of: NDArray[np.int64]
) -> None:
    """シリアル番号 and every other constant of the record."""
    for field in target.layout.fields:
        if field.constant is not None:
            target.put_text(field, field.constant.encode("ascii"))
    target.put_numbers("serial.office", codes[of])
    target.put_numbers("serial.city", establishments.district[of])
    target.put_numbers("serial.code", establishments.code[of])


def _write_extracts(
    target: Target,
    scheme: Scheme,
    establishments: Establishments,
    names: NamePool,
    addresses: AddressPool,
    codes: NDArray[np.int64],
) -> None:
    """The ``00`` records (N 別紙12-1, 14-1)."""
    _write_serial(target, codes, establishments, np.arange(len(establishments)))
    target.put_numbers("office", codes)
    target.put_numbers("symbol.city", establishments.district)
    target.put("symbol", establishments.symbol)
    target.put_numbers("number", establishments.number)
    target.put("name", names.extract, establishments.name)
    target.put("postal", addresses.extract, establishments.address)
    union = establishments.no_health if scheme == "kounen" else np.zeros(len(establishments), dtype=bool)
    target.put_numbers("jurisdiction", np.where(union, 2, 1))


def _write_details(
    target: Target,
    scheme: Scheme,
    establishments: Establishments,
    names: NamePool,
    addresses: AddressPool,
    codes: NDArray[np.int64],
    plan: _Plan,
) -> None:
    """The ``01`` records but for dates, amounts and office (N 別紙12-2, 14-2)."""
    of = plan.of
    _write_serial(target, codes, establishments, of)
    office = establishments.office[of]
    target.put_numbers("page", 1 + np.arange(len(of)) - np.searchsorted(office, office))
    if scheme == "kounen":
        target.put_numbers("symbol.city", establishments.district[of])
    width = target.layout.role("symbol").length
    target.put("symbol", np.ascontiguousarray(establishments.symbol[:, :width]), of)
    target.put_numbers("number", establishments.number[of])
    target.put("postal", addresses.detail, establishments.address[of])
    target.put("name", names.detail, establishments.name[of])


def _write_offices(target: Target, offices: Sequence[SampleOffice], of: NDArray[np.int64]) -> None:
    if not offices:  # a prefecture without any has no records
        return
    texts = [encode(office.name) for office in offices]
    raw = b"".join(b"%03d" % len(text) + text for text in texts)
    target.put("office", np.frombuffer(raw, dtype=np.uint8).reshape(len(texts), -1), of)


def _write_parts(
    target: Target,
    scheme: Scheme,
    establishments: Establishments,
    plan: _Plan,
    rng: np.random.Generator,
    asterisks: int | None,
) -> tuple[tuple[NDArray[np.int64], NDArray[np.int64]], tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Dates and amounts of 告知 and 領収; returns the 合計額 of both and which notices have them, all ``(d,)``.

    Inferred: of two notices the later one carries the charge; the earlier one only says what was received.
    """
    blocks, of = date_blocks(), plan.of
    charged, received = ~plan.earlier, ~establishments.no_receipt[of]
    dates, nothing = establishments.dates[of], len(DATES)
    target.put("charge", blocks.charge, np.where(charged, dates, nothing))
    target.put("issued", blocks.issue, dates)
    receipts = np.concatenate([blocks.receipt, blocks.receipt_before])
    target.put("receipt", receipts, np.where(received, dates, nothing) + plan.earlier * len(blocks.receipt))

    payroll = establishments.payroll[of]
    before = (payroll * rng.uniform(0.9, 1.05, len(of))).astype(np.int64)
    drawn = rng.random(len(of))
    left, stars = drawn < 0.5, runs_of_stars(drawn, asterisks)
    health, child = ~establishments.no_health[of], ~establishments.no_child[of]
    charges = Amounts(payroll, charged, health, child, left, stars)
    paid = Amounts(before, received, health, child, left, stars)
    charge_sums = write_amounts(target, "charge", scheme, charges)
    receipt_sums = write_amounts(target, "receipt", scheme, paid)
    return (charge_sums, receipt_sums), (charged, received)


def _write_mark(data: NDArray[np.uint8], scheme: Scheme) -> None:
    """The same place in every record, whatever its type."""
    field = next(one for one in notice_layouts(scheme)["00"].fields if holds_mark(one))
    data[:, field.span] = filler(field, sample=True)


def _write_totals(
    data: NDArray[np.uint8],
    scheme: Scheme,
    offices: Sequence[SampleOffice],
    of: NDArray[np.int64],
    plan: _Plan,
    sums: tuple[NDArray[np.int64], NDArray[np.int64]],
    parts: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    asterisks: int | None,
) -> dict[str, int]:
    """The ``02`` of each office that has notices; returns the number of notices of every office."""
    prints = {office.code: 0 for office in offices}
    for at, row in plan.totals:
        start, stop = np.searchsorted(of, (at, at + 1)).tolist()
        mine = slice(start, stop)
        counts = (int(parts[0][mine].sum()), int(parts[1][mine].sum()))
        last = row == plan.rows - 1
        data[row] = office_total(
            scheme, offices[at], sums[0][mine], sums[1][mine], counts, last=last, asterisks=asterisks
        )
        prints[offices[at].code] = stop - start
    return prints
