"""A month of the open medium whose gates before 件数 are closed: lists carried out, print compared, logs settled."""

from dataclasses import replace
from typing import NamedTuple

from app.lists.redirects import RedirectLists
from app.month.lists.applying import open_lists, with_lists
from app.month.lists.bundles import plan_bundles
from app.month.lists.keeping import entry_of as lists_entry
from app.month.logs.reading import MonthTally, open_logs
from app.month.logs.reading import entry_of as logs_entry
from app.month.looking.workbench import Workbench
from app.month.parts_in_use import media_part
from app.notice.piece_id import piece_id
from app.proof.model import SIDES, Scan
from app.proof.piece_codes import load_piece_codes
from app.signoff import dummies, machine_logs, redirect_lists
from app.signoff.checksheet import dummy_sheet
from app.signoff.dummy_model import PrintSeen
from app.signoff.gates import LISTS, LOGS, medium_of
from app.signoff.list_standing import list_lines
from app.signoff.log_standing import log_lines
from app.signoff.looks import Look
from app.signoff.piece_runs import of_month
from app.tally.remaining import REMADE
from app.training.machine_logs import make_machine_logs
from app.training.redirect_zip import PASSWORD, make_redirect_zip
from tests.house import EQUIPMENT, House, digest

_SEEN = PrintSeen(digest("print"), "月.pdf", (0, 1), 0, 0)


class Ready(NamedTuple):
    """The medium with its lists, and what the machines' logs say of it."""

    bench: Workbench
    logs: MonthTally


def to_counts(house: House, bench: Workbench, folder) -> Ready:
    """By the checkers ``kensa-1`` and ``kensa-2`` and the lead ``hinshitsu-1``; ``folder`` takes files."""
    house.begin_process(*EQUIPMENT)
    house.open_round()
    house.check_all()
    house.confirm_all()
    house.approve()
    media = media_part(bench)
    house.open_month(parts=(*EQUIPMENT, media))
    carried = _lists(house, bench, folder)
    notices = sum(len(file.rows(1)) for file in bench.notices.values())
    house.receive(notices=notices)
    house.close_check()
    part = next(one for one in house.state.months["m1"].parts if one.name == redirect_lists.PART)
    house.release((*EQUIPMENT, media, part, *house.run_settings()))
    house.sign_print(records=notices)
    house.approve_print()
    _dummies(house)
    house.close("m1", LISTS, list_lines(house.state, house.state.months["m1"]))
    logs = _logs(house, carried, folder)
    house.close("m1", LOGS, log_lines(house.state, house.state.months["m1"]))
    return Ready(carried, logs)


def _lists(house: House, bench: Workbench, folder) -> Workbench:
    stated = make_redirect_zip(folder / "lists.zip", bench.notices.values(), share=0.1)
    lists: RedirectLists = open_lists(bench, folder / "lists.zip", PASSWORD)
    told = lists_entry(bench, lists, stated)
    house.by("kensa-1", lambda state, by: redirect_lists.take_lists(state, by, "m1", told))
    carried = with_lists(bench, lists)
    for one in plan_bundles(carried):
        own = one.key, one.of, len(one.pieces), digest(one.key), round(one.grams)
        house.by("kensa-2", lambda state, by, own=own: redirect_lists.close_bundle(state, by, "m1", *own))
    return carried


def _dummies(house: House) -> None:
    sheet, month = dummy_sheet(), house.state.months["m1"]
    chosen = [replace(one, cases=(), piece_id=piece_id("PAP03", one.file, one.record)) for one in house.round().pieces]
    listed = medium_of(month), digest("list"), "一覧.xlsx", 2, "紙の件数表", chosen[:2], sheet
    house.by("kensa-1", lambda state, by: dummies.take_list(state, by, "m1", *listed))
    for piece in house.state.dummies["m1"].pieces:
        scans = {side: Scan("read", piece.piece_id) for side in SIDES}
        look = Look(piece.number, scans, {item.id: "ok" for item in sheet.items})
        house.by("kensa-1", lambda state, by, look=look: dummies.check_dummy(state, by, "m1", look, _SEEN, sheet, ()))
    roll = "R-1", "P1", "業者-1", "保管庫", "2026-11-12"
    house.by("kensa-1", lambda state, by: dummies.keep_roll(state, by, "m1", *roll))
    house.by("kensa-2", lambda state, by: dummies.sign_dummies(state, by, "m1", "", ()))
    house.by("hinshitsu-1", lambda state, by: dummies.approve_dummies(state, by, "m1", "", ()))


def _logs(house: House, bench: Workbench, folder) -> MonthTally:
    run, volume = of_month(house.state, house.state.months["m1"]), bench.media.volume.volume
    make_machine_logs(folder / "logs", bench.notices.values(), volume, run, pulled=bench.lists.pulled_records)
    found = open_logs(bench, folder / "logs", load_piece_codes())
    told = logs_entry(bench, found)
    house.by("kensa-1", lambda state, by: machine_logs.take_logs(state, by, "m1", told))
    assert {one.rule for one in found.left} == {REMADE}
    pieces = [
        {"piece": one.about, "again": one.again, "reason": "紙詰まり", "machine": "INS1", "person": "作業者A"}
        for one in found.left
    ]
    house.by("kensa-1", lambda state, by: machine_logs.remake(state, by, "m1", pieces, "裁断した"))
    spoiled = [one["piece"] for one in pieces]
    house.by("kensa-2", lambda state, by: machine_logs.see_destroyed(state, by, "m1", spoiled))
    return found
