"""pytest's loop when `.ci/mutation` asks: everything is made ready once, and each mutant is tried in a copy of that.

A process begun anew for each mutant takes seconds of a processor before its first test. Here one process runs all
tests unchanged, forgets what they found but not what they stand on (scenes, the sample month), and forks for each
mutant: the copy runs the tests that reach the changed function until one fails, those that last killed a mutant of
this function first, then of each test its cheapest row, of each the next, and so on. Limits are of processor time. The
scenes are those of the unchanged program: what a mutant would build wrong is seen only by a test that builds it, so
more survive than would otherwise.
"""

import functools
import gc
import inspect
import json
import os
import pickle
import resource
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from itertools import accumulate, groupby
from pathlib import Path

import mutmut.mutation.trampoline as mutmut
import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings

import tests.rows
from tests.own_place import own_place

KILLED, SURVIVED, TIMEOUT, BROKEN = 1, 0, 24, 99
SECONDS, TIMES = 5, 10
"""Of a processor, that a test may take: so many, and so many times what it takes unchanged."""
NOTHING = 0.02
"""Of a processor, that a test takes which is asked before all others."""
TOGETHER = 40
"""Tests of one file that one process looks at, one after the other."""
LOOKS = 100_000
"""Where the numbers of folders begin of those that look at the unchanged program."""
STAND = ("tests.signoff.scenes", "tests.signoff.exchanged")
"""Modules whose caches are what tests stand on, not what they find."""
SHARP = "test_what_a_kind_needs"
_reached: set[str] = set()


def pytest_addoption(parser):
    """Without the option nothing is asked."""
    parser.addoption("--mutants", type=Path, help="the folder with asked.json; found.jsonl is written there")
    parser.addoption("--jobs", type=int, default=1, help="mutants that are tried at the same time")
    parser.addoption("--kills", action="store_true", help="write nothing of mutants that live")
    parser.addoption("--nicer", type=int, default=12, help="how far mutants stand back behind other programs")
    parser.addoption("--seconds", type=float, help="of a processor that a mutant's tests may take unchanged")


def each_row(names, rows, ids=None):
    """In place of ``tests.rows.each_row``: a test of each row, so that a mutant is asked of rows that reach it."""
    return pytest.mark.parametrize(names, list(rows), ids=ids)


tests.rows.each_row = each_row
mutmut.record_trampoline_hit = lambda name, caller=None: _reached.add(name)


@pytest.hookimpl(tryfirst=True)
def pytest_collection():
    """Examples that fail need not be made smaller, nor kept."""
    settings.register_profile("mutants", settings(), phases=(Phase.explicit, Phase.generate), database=None)
    settings.load_profile("mutants")
    proved_once()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    """In place of pytest's own."""
    folder = session.config.option.mutants
    asked = json.loads((folder / "asked.json").read_text("utf-8"))
    items = {item.nodeid: item for item in session.items}
    kept = kept_by_tests()
    known = unchanged(session)
    forget(*kept)
    gc.collect()
    gc.freeze()
    print(f"\n{len(items)} tests: {sum(known['seconds'].values()):.0f} s; fail: {known['failed']}", flush=True)
    reach = {function: in_turns(names, known["seconds"], function) for function, names in known["reach"].items()}
    os.nice(session.config.option.nicer)
    jobs = session.config.option.jobs
    workers = [forked(lambda at=at: share(session, asked, items, known, reach, (at, jobs))) for at in range(jobs)]
    for pid in workers:
        os.waitpid(pid, 0)
    session.testsfailed = 0
    return True


def share(session, asked, items, known, reach, part):
    """Every so many-th mutant, beginning with one."""
    folder, begin, jobs = session.config.option.mutants, *part
    killers: dict[str, list[str]] = {}
    with (folder / "found.jsonl").open("a", encoding="utf-8") as found:
        for number, (mutant, source) in list(enumerate(asked, 1))[begin::jobs]:
            function = mutant.rpartition("__mutmut_")[0]
            first = killers.setdefault(function, [])
            names = [*first, *(name for name in reach.get(function, ()) if name not in first)]
            sums = accumulate(known["seconds"][name] for name in names)
            within = sum(one <= session.config.option.seconds for one in sums)
            asked_of = [items[name] for name in names[: max(within, 1)]]
            result = {**tried(session, number, mutant, asked_of, known["seconds"], folder), "reach": len(names)}
            if result["state"] == "killed":
                by = result["by"]
                killers[function] = [by, *(name for name in first if name != by)][:8]
            if session.config.option.kills and result["state"] not in ("killed", "timeout"):
                continue
            found.write(json.dumps({"mutant": mutant, "of": source, **result}, ensure_ascii=False) + "\n")
            found.flush()
    every = list(dict.fromkeys(name for names in killers.values() for name in names))
    number = len(asked) + 1 + begin
    os.waitpid(in_a_copy(number, lambda: once_more(session, [items[name] for name in every]), quiet=False), 0)


def in_turns(names, seconds, function):
    """What costs nothing or attacks this function alone; then of each test its cheapest row, of each the next …"""
    turns, ranked = Counter(), []
    attacks = aimed_at(function, names)
    for name in sorted(names, key=lambda name: seconds[name]):
        test = name.partition("[")[0]
        is_first = name in attacks or seconds[name] < NOTHING
        ranked.append((0 if is_first else 1 + turns[test], seconds[name], name))
        turns[test] += 1
    return [name for _, _, name in sorted(ranked)]


def aimed_at(function, names):
    """Rows that attack what a kind asks, if they are few; tests of the module, and of defects planted for its rules."""
    rules = [
        rule.name
        for module in [sys.modules.get("app.checks.catalogue")]
        for rule in (module.RULES if module else ())
        if function.startswith(f"{getattr(getattr(rule, 'find', None), '__module__', ' ')}.")
    ]
    file = f"/test_{function.rpartition('.')[0].rpartition('.')[2]}.py::"
    planted = {
        name for name in names if file in name or any(f"[{rule}]" in name or f"[{rule}/" in name for rule in rules)
    }
    sharp = {name for name in names if SHARP in name}
    return planted | (sharp if len(sharp) <= 60 else set())


def proved_once():
    """What is not mutated and always comes out the same is reckoned once for all mutants: signatures, their proof."""
    from app.signoff.signing_key import Unlocked
    from app.signoff.verify import texts

    for name in ("verified", "is_weak"):
        setattr(texts, name, functools.cache(getattr(texts, name)))
    sign, made = Unlocked.sign, {}

    def once(key, *said):
        if (id(key), said) not in made:
            made[id(key), said] = key, sign(key, *said)
        return made[id(key), said][1]

    Unlocked.sign = once


def kept_by_tests():
    """Caches of the files of tests: what is named as one's own, and empty as long as no test has run."""
    files = [
        module
        for module in list(sys.modules.values())
        if Path(getattr(module, "__file__", None) or "").match("test_*.py")
    ]
    return [
        value
        for module in files
        for name, value in vars(module).items()
        if name.startswith("_") and value == {} and isinstance(value, dict)
    ]


def caches(places):
    """Of functions in these places; not those of what is proved once."""
    gc.unfreeze()  # what is frozen is not among the objects
    return [
        one
        for one in gc.get_objects()
        if isinstance(one, functools._lru_cache_wrapper)
        and (getattr(one, "__module__", None) or "").startswith(places)
        and getattr(one, "__module__", None) not in STAND
        and getattr(one, "__name__", "") not in ("verified", "is_weak")
    ]


def forget(*kept):
    """What tests and rules have found so far; what they stand on stays."""
    for one in caches(("tests.", "test_", "app.checks", "app.signoff")):
        one.cache_clear()
    for one in kept:
        one.clear()


def forked(work):
    """Runs it in a copy of this process; the id of that."""
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        status = BROKEN
        try:
            status = work() or 0
        except Exception:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(status)
    return pid


def in_a_copy(number, work, quiet=True):
    """Runs it in a forked process with a place of its own; the id of that."""

    def own():
        own_place.number = number * 1_000_000
        signal.signal(signal.SIGVTALRM, lambda *_: os._exit(TIMEOUT))
        signal.alarm(3600)
        if quiet:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(1, 2)
        return work()

    return forked(own)


def passes(item, after):
    """Whether one test does, alone or with another one behind it."""
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=after))


def unchanged(session):
    """What each test takes and reaches; copies of this process look at so many tests each."""
    mutmut.set_mutant_under_test("stats")
    month = warm(session)
    own = caches(("app.checks", "app.signoff"))
    folder, jobs = session.config.option.mutants, session.config.option.jobs
    parts = [[] for _ in range(jobs)]
    for at, (_, some) in enumerate(groupby(enumerate(session.items), lambda one: (one[1].path, one[0] // TOGETHER))):
        parts[at % jobs] += [item for _, item in some]

    def look(at):
        own_place.number = (LOOKS + at) * 1_000_000
        (folder / f"unchanged-{at}").write_bytes(pickle.dumps(looked_at(session, parts[at], own, month)))

    for pid in [forked(lambda at=at: look(at)) for at in range(jobs)]:
        if os.waitpid(pid, 0)[1]:
            raise RuntimeError("tests of the unchanged program came to no end")
    seconds, reach, failed = {}, {}, []
    for at in range(jobs):
        some, functions, wrong = pickle.loads((folder / f"unchanged-{at}").read_bytes())
        seconds |= some
        failed += wrong
        for function, names in functions.items():
            reach.setdefault(function, []).extend(names)
    mutmut.set_mutant_under_test("")
    return {"seconds": seconds, "reach": reach, "failed": failed}


def warm(session):
    """Makes what tests share once; what all tests of the sample month reach by standing on it."""
    made, month = set(), set()
    for item in session.items:
        known = {one for name in item.fixturenames for one in session._fixturemanager.getfixturedefs(name, item) or ()}
        shared = {one for one in known if one.scope == "session"} - made
        if shared:
            made |= shared
            passes(item, session)
        if not month and (clean := stands_on(item)):
            _reached.clear()
            sees(clean)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            month = set(_reached)
    for module in filter(None, map(sys.modules.get, STAND)):
        for one in vars(module).values():
            if isinstance(one, functools._lru_cache_wrapper) and not inspect.signature(one).parameters:
                one()
    return month


def looked_at(session, items, own, month):
    """Seconds of each of these tests, which of them reach each function, and which fail."""
    seconds, reach, failed = {}, {}, []
    for at, item in enumerate(items):
        for one in own:
            one.cache_clear()
        _reached.clear()
        begun = time.process_time()
        if passes(item, items[at + 1] if at + 1 < len(items) else session):
            seconds[item.nodeid] = time.process_time() - begun
            for function in _reached | (month if stands_on(item) else set()):
                reach.setdefault(function, []).append(item.nodeid)
        else:
            failed.append(item.nodeid)
    return seconds, reach, failed


def tried(session, number, mutant, items, seconds, folder):
    """What becomes of a mutant."""
    if not items:
        return {"state": "not reached"}
    told = folder / f"told-{os.getpid()}"
    told.unlink(missing_ok=True)

    def work():
        mutmut.set_mutant_under_test(mutant)
        begun = time.process_time()
        clean = None
        for at, item in enumerate(items):
            told.write_text(item.nodeid, "utf-8")
            if clean is None and (clean := stands_on(item)) and not sees(clean):
                return KILLED
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS + TIMES * seconds[item.nodeid])
            if not passes(item, items[at + 1] if at + 1 < len(items) else session):
                return KILLED
        told.write_text(f"{time.process_time() - begun:.1f}", "utf-8")
        return SURVIVED

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    status = os.waitstatus_to_exitcode(os.waitpid(in_a_copy(number, work), 0)[1])
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost = round(now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime, 2)
    base = session.config._tmp_path_factory.getbasetemp()
    for left in base.glob(f"*-{number}[0-9][0-9][0-9][0-9][0-9][0-9]*"):
        shutil.rmtree(left, ignore_errors=True)
    if status == SURVIVED:
        return {"state": "survived", "tests": len(items), "seconds": cost}
    state = {KILLED: "killed", BROKEN: "broken"}.get(status, "timeout")
    return {"state": state, "by": told.read_text("utf-8"), "status": status, "seconds": cost}


def stands_on(item):
    """The sample month that a test holds rules against, if it does."""
    if "month" not in item.fixturenames:
        return None
    known = item.session._fixturemanager.getfixturedefs("month", item) or ()
    made = (one.cached_result[0] for one in known if one.cached_result)
    return next((one for one in made if hasattr(one, "clean")), None)


def sees(month):
    """What a mutant finds in a changed month is held against what it finds in the clean one, not the unchanged program;
    whether it comes to an end with that.
    """
    conftest = sys.modules[type(month).__module__]
    conftest._CLEAN._views.clear()
    conftest._CLEAN._found.clear()
    signal.setitimer(signal.ITIMER_VIRTUAL, 20 * SECONDS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conftest.tasks, "_asking", conftest._CLEAN.learn)
        try:
            object.__setattr__(month, "clean", month.check(month.copy()))
        except Exception:
            return False
    return True


def once_more(session, items):
    """Tests that killed pass without a mutant, in the order in which they killed: else they say nothing."""
    wrong = [
        item.nodeid
        for at, item in enumerate(items)
        if not passes(item, items[at + 1] if at + 1 < len(items) else session)
    ]
    print(f"{len(items)} tests killed, of which fail without a mutant: {wrong}", flush=True)
