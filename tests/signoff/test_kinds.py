"""One table of kinds: what the program believes is what the verifier accepts, kind by kind."""

import ast
import functools
import inspect

import pytest

from app.errors import KenpanError
from app.signoff import judge, old_jobs, people_rules, wording
from app.signoff import kinds as table
from app.signoff.fold import APPLY, folded
from app.signoff.judge import RULES, _standing
from app.signoff.kinds import KINDS, OLD, UNSIGNED
from app.signoff.ledger import Draft
from app.signoff.signing_key import new_key
from app.signoff.verify import audit, kinds, months, persons, pins, proofs, texts, verify_entries, warm_ups
from tests.rows import each_row
from tests.signoff.attack import SIGNERS
from tests.signoff.battery import BATTERY, LATER
from tests.signoff.exchanged import STAGES
from tests.signoff.kinds_held import at
from tests.signoff.scenes import reopened, void
from tests.sizes import by_turns, some

TURN = {name: at for at, name in enumerate(sorted(KINDS))}
"""Which of the ways that have nothing to do with a kind are tried on it: others on the next."""
MAKERS = [(name, role) for name, kind in KINDS.items() for role in sorted(kind.roles) if name != "ledger.begun"]


@pytest.fixture(scope="module", autouse=True)
def remembered():
    """The same signature need not be computed thousands of times; the verifier's and the program's are held equal
    elsewhere.
    """
    verified, is_weak = functools.cache(texts.verified), functools.cache(texts.is_weak)
    with pytest.MonkeyPatch.context() as patch:
        for module in (audit, persons, judge, people_rules):
            patch.setattr(module, "verified", verified)
        for module in (persons, people_rules):
            patch.setattr(module, "is_weak", is_weak)
        yield


def given(name, role="", stage="", before=None):
    """A chain at its stage, with signer and data of an entry that is right."""
    case = BATTERY[name]
    chain = STAGES[stage or case.stage]().fork()
    if before is not None:
        before(chain)
    role = role or next(iter(sorted(KINDS[name].roles)), "")
    if case.make is not None:
        who, data = case.make(chain, role)
    else:
        who, data = SIGNERS[role] if role else "c1", case.data
    return chain, who, data


def held_equal(chain, entry, *faults):
    """Both refuse the entry, or both accept it; returns what the program says of it."""
    return held(chain, entry, *faults)[0]


def held(chain, entry, *faults):
    """:func:`held_equal`, which returns what the verifier says as well."""
    fault, told = chain.fault(entry), chain.told(entry)
    assert {number for number, _ in told} <= {entry.seq}
    assert bool(fault) == bool(told), (entry.kind, fault, told)
    try:
        folded(chain.state, [entry])
    except KenpanError as error:
        assert error.code == "ledger.broken"
        assert fault
    else:
        assert fault in ("", "writing")
    if faults:
        assert fault in faults, (entry.kind, fault, told)
    return fault, [text for _, text in told]


# The table is whole


def test_every_kind_has_its_row_its_copy_its_telling_and_its_battery():
    assert set(KINDS) == set(kinds.KINDS) == set(wording.TELL) - set(OLD) == set(BATTERY)
    assert set(OLD) == set(kinds.OLD) == set(old_jobs.RULES) == set(old_jobs.APPLY) < set(wording.TELL)
    assert set(RULES) <= set(KINDS)
    assert set(APPLY) <= set(KINDS)


def test_the_verifiers_copy_of_the_table_says_the_same():
    for name, kind in KINDS.items():
        own = kinds.KINDS[name]
        assert set(own.roles.split()) == kind.roles, name
        assert own.stands.split() == [one for one in (kind.when.about, *kind.when.states) if one], name
        assert own.meaning == kind.meaning, name
        marks = ["second"] * kind.second_person + ["ground"] * kind.on_ground + ["session"] * kind.by_session
        assert own.marks.split() == marks, name
        assert own.data.keys() == kind.data.keys(), name
        assert [one.keys() for one in own.later] == [one.keys() for one in kind.later], name


def test_nobody_is_asked_to_sign_what_has_no_meaning():
    assert table.meaning_of("round.rejected", "round.opened") == "却下・検査開始"
    for name, kind in KINDS.items():
        assert Draft(name, {}).meaning == kind.meaning
        if not kind.meaning:
            with pytest.raises(ValueError, match="not all signed"):
                table.meaning_of("round.approved", name)


# Right ones


@each_row("stage", STAGES)
def test_every_stage_is_sound(stage):
    assert verify_entries(STAGES[stage]().rows()).is_sound


@each_row(("name", "role"), MAKERS)
def test_an_entry_that_is_right_is_accepted_by_both(name, role):
    chain, who, data = given(name, role)
    held_equal(chain, chain.entry(who, name, data), "")


@pytest.mark.parametrize("name", sorted(UNSIGNED))
def test_what_nobody_signs_is_accepted_by_both(name):
    chain, who, data = given(name)
    for by in ("", who, "gone"):
        held_equal(chain, chain.entry(by, name, data), "")


# Forged ones, whatever the kind


@each_row("name", sorted(KINDS))
def test_whoever_may_not_make_a_kind_is_refused_by_both(name):
    chain, _who, data = given(name)
    for role, who in SIGNERS.items():
        if role not in KINDS[name].roles and name not in UNSIGNED:
            held_equal(chain, chain.entry(who, name, data), "role")


@each_row("name", sorted(set(KINDS) - UNSIGNED))
def test_a_signature_that_is_not_the_persons_is_refused_by_both(name):
    chain, who, data = given(name)
    other, right = new_key(who), chain.entry(who, name, data)
    shouted = right.signature.upper()
    assert shouted != right.signature
    wrong = ("", shouted, other.sign(right.body), chain.entries[-1].signature, right.signature[:-2])
    for signature in by_turns(wrong, TURN[name], 2):
        held_equal(chain, chain.entry(who, name, data, signature=signature), "signature")
    if name != "key.enrolled":
        held_equal(chain, chain.entry("old", name, data), "signature", "signer", "role")
    held_equal(chain, chain.entry("gone", name, data, key=chain.keys["gone"]), "stopped")
    held_equal(chain, chain.entry("nobody", name, data, key=other), "signer")
    held_equal(chain, chain.entry(who, name, data, name="別名"), "name")


@pytest.mark.parametrize("name", sorted(UNSIGNED))
def test_what_nobody_signs_bears_no_signature_and_no_name(name):
    chain, who, data = given(name)
    held_equal(chain, chain.entry(who, name, data, signature=chain.keys["c1"].sign("x")), "signature")
    held_equal(chain, chain.entry(who, name, data, name="利用者c1"), "signer")
    held_equal(chain, chain.entry("nobody", name, data), "signer")


@each_row("name", sorted(KINDS))
def test_another_meaning_is_refused_by_both(name):
    chain, who, data = given(name)
    own = KINDS[name].meaning
    for meaning in by_turns([one for one in ("", "承認", "検査", f"{own} ") if one != own], TURN[name], 2):
        fault = held_equal(chain, chain.entry(who, name, data, meaning=meaning))
        assert fault == "meaning"


SPELLINGS = (
    lambda body: body.replace(":", ": ", 1),
    lambda body: body.replace('"seq"', '"seq":1,"seq"', 1),
    lambda body: f"{body}\n",
    lambda body: body.replace("kenpan", "\\u006benpan", 1),
    lambda body: body.replace('"seq":', '"seq":1e0,"seq":', 1),
)
TIMES = ("2026-11-02 09:00:00.000Z", "2026-11-02T09:00:00Z", "２026-11-02T09:00:00.000Z", "")


@each_row("name", sorted(KINDS))
def test_another_spelling_is_refused_by_both(name):
    chain, who, data = given(name)
    for spelled in by_turns(SPELLINGS, TURN[name], 2):
        held_equal(chain, chain.entry(who, name, data, spelled=spelled), "writing")
    for time in by_turns(TIMES, TURN[name], 1):
        held_equal(chain, chain.entry(who, name, data, time=time), "writing")


def test_a_number_that_is_not_whole_is_refused_by_both():
    chain, who, data = given("recovery.used")
    spelled = lambda body: body.replace('"left":9', '"left":9.0')  # noqa: E731
    held_equal(chain, chain.entry(who, "recovery.used", data, spelled=spelled), "writing")


MAPS = ("answers", "items")
"""Objects whose names are free: one more or less is judged by the rules, not by the shape."""


def wrong_types(value, path=()):
    """The value with one thing in it of another type, a name left out or one added, and where."""
    if isinstance(value, dict):
        for name in value:
            for where, changed in wrong_types(value[name], (*path, name)):
                yield where, {**value, name: changed}
            if not (path and path[-1] in MAPS):
                yield (*path, f"without {name}"), {other: value[other] for other in value if other != name}
        if not (path and path[-1] in MAPS):
            yield (*path, "more"), {**value, "more": "x"}
        yield path, list(value)
    elif isinstance(value, list):
        if value:
            for where, changed in wrong_types(value[0], (*path, 0)):
                yield where, [changed, *value[1:]]
        yield path, {}
        yield path, "x"
    elif isinstance(value, str):
        yield path, 1
        yield path, [value]
        yield path, True
    elif isinstance(value, bool):
        yield path, int(value)
        yield path, "x"
    elif value is not None:
        yield path, "1"
        yield path, True
        yield path, -1
    if value is not None:
        yield path, None


@each_row("name", sorted(KINDS))
def test_data_of_another_shape_is_refused_by_both(name):
    chain, who, data = given(name)
    nullable = {("piece",), ("findings", 0, "record"), ("findings", 0, "offset"), ("findings", 0, "length")}
    nullable.add(("evidence", 0, "count"))
    for where, changed in some(list(wrong_types(data)), 8):
        if not isinstance(changed, dict) or (where in nullable and at(changed, where) is None):
            continue
        held_equal(chain, chain.entry(who, name, changed), "data")


def other_values(value):
    """The value with one thing in it otherwise, of the same type."""
    if isinstance(value, dict):
        for name in value:
            yield from ({**value, name: changed} for changed in other_values(value[name]))
    elif isinstance(value, list):
        yield from ([changed, *value[1:]] for one in value[:1] for changed in other_values(one))
        yield from ([], value + value)
    elif isinstance(value, str):
        yield from ("", "　", "x", value.upper(), f"{value}\n", f" {value}", value[:-1], "0" * 64, "字" * 41)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (0, 1, 2, 10**30)


@each_row("name", sorted(KINDS))
def test_whatever_stands_in_the_data_is_judged_alike_by_both(name):
    chain, who, data = given(name)
    for changed in some(list(other_values(data)), 9):
        held_equal(chain, chain.entry(who, name, changed))


# Out of turn


@functools.cache
def _stages_of(about, known):
    """Some stages of each way in which it stands; every one in the soak."""
    found = {}
    for stage, made in STAGES.items():
        found.setdefault(_standing(made().state, about, known), []).append(stage)
    return tuple(stage for stages in found.values() for stage in some(stages, 4))


@each_row("name", sorted(name for name, kind in KINDS.items() if kind.when.about))
def test_nothing_is_done_to_what_does_not_stand_as_it_must(name):
    """However it stands; what is not there, and for what is made what is there already."""
    when = KINDS[name].when
    chain, who, data = given(name)
    known = {"account": "c1", "process": "p1", "month": "m1", "round": "r1"}[when.about]
    if "new" not in when.states:
        held_equal(chain, chain.entry(who, name, {**data, when.about: "nobody"}), "state")
    for stage in _stages_of(when.about, known) if when.about != "account" else ():
        chain = STAGES[stage]()
        stands = _standing(chain.state, when.about, known)
        fault = held_equal(chain, chain.entry(who, name, {**data, when.about: known}))
        assert (fault == "state") == (stands not in when.states), (stage, fault)


@pytest.mark.parametrize("name", sorted(name for name, kind in KINDS.items() if kind.second_person))
def test_whoever_had_a_hand_in_the_check_is_no_second_person(name):
    chain, _who, data = given(name)
    held_equal(chain, chain.entry("b1", name, data), "second_person")
    held_equal(chain, chain.entry("c1", name, data), "role")


@pytest.mark.parametrize("name", sorted(name for name, kind in KINDS.items() if kind.on_ground))
def test_nothing_is_signed_on_ground_that_has_changed(name):
    chain, who, data = given(name)
    held_equal(void(chain), void(chain).entry(who, name, data), "ground")


def test_whoever_signed_a_round_that_was_reopened_does_not_decide():
    """b2 did nothing in the round but sign it, and another signature took the place of that one."""
    chain = reopened().fork()
    held_equal(chain, chain.entry("b2", "round.drawn", {"round": "r1", "numbers": [2]}), "second_person")
    chain.add("l1", "round.drawn", {"round": "r1", "numbers": [2]})
    for name in ("piece.confirmed", "round.rejected", "round.approved"):
        held_equal(chain, chain.entry("b2", name, BATTERY[name].data), "second_person")


# What only the kind's own rules say

OWN = [(name, at) for name, case in BATTERY.items() for at in range(len(case.attacks))]


FROM_ELSEWHERE = [(name, at) for name, attacks in LATER.items() for at in range(len(attacks))]


def attacked(name, stage, before, attack):
    chain, who, data = given(name, stage=stage, before=before)
    if attack.before is not None:
        attack.before(chain)
    said = attack.data(chain) if callable(attack.data) else data if attack.data is None else attack.data
    return held(chain, chain.entry(attack.who or who, name, said), attack.fault)[1]


@functools.cache
def told_of(name, number):
    """What the verifier says of an attack at the kind's own stage."""
    return attacked(name, "", None, BATTERY[name].attacks[number])


@functools.cache
def told_from_elsewhere(name, number):
    return attacked(name, *LATER[name][number])


@each_row(("name", "number"), OWN)
def test_what_a_kind_needs_is_asked_for_by_both(name, number):
    told_of(name, number)


@each_row(("name", "number"), FROM_ELSEWHERE)
def test_what_a_kind_needs_is_asked_for_by_both_at_other_stages(name, number):
    told_from_elsewhere(name, number)


def test_every_rule_of_the_program_is_attacked():
    found = {(name, attack.fault) for name, case in BATTERY.items() for attack in case.attacks}
    found |= {(name, attack.fault) for name, attacks in LATER.items() for _, _, attack in attacks}
    assert {(name, rule.__name__) for name, own in RULES.items() for rule in own} <= found


# The verifier


def sentences(module):
    """Every whole sentence in a module of the verifier."""
    tree = ast.parse(inspect.getsource(module))
    docs = {
        ast.get_docstring(one, clean=False)
        for one in ast.walk(tree)
        if isinstance(one, ast.FunctionDef | ast.ClassDef | ast.Module)
    }
    found = {one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return {text for text in found - docs if text.endswith("。")}


def test_every_sentence_of_the_verifiers_rules_is_said_of_an_entry_that_only_it_is_about():
    """Without any one of these rules, an attack above would be accepted."""
    told = [told_of(name, at) for name, at in OWN]
    told += [told_from_elsewhere(name, at) for name, at in FROM_ELSEWHERE]
    alone = {texts[0] for texts in told if len(texts) == 1}
    assert set().union(*map(sentences, (proofs, pins, months, persons, warm_ups))) - alone == set()
