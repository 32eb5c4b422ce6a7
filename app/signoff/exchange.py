"""Who exchanges forms: the side that this ledger is of, machines and their keys, establishments, a person's scope.

Acts of people, what the entries need and what they change. At most :data:`MOST_TERMINALS` machines of an establishment
are enrolled, each by its fingerprint, which was compared by voice or on paper (L 8 Q1). At an establishment's machine
every act is for the one establishment that the person has chosen; another one is refused, which is an entry.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from app.errors import KenpanError
from app.signoff.exchange_kinds import ESTABLISHMENT, FUND, MOST_TERMINALS
from app.signoff.exchange_model import Establishment, Exchange, Fund, Machine, Terminal
from app.signoff.ledger import Draft, Entry
from app.signoff.machine_key import are_keys, fingerprint
from app.signoff.model import Rule, State
from app.signoff.signed import sign_of


def begin(state: State, by: str, side: str, name: str) -> Draft:
    """Turn the exchange on, for good: as the fund, or as an establishment's machine. ``name`` is one's own."""
    if state.exchange.is_on:
        raise KenpanError("exchange.begun", "配信は、すでに始めています。", "このまま使ってください。")
    if not name.strip():
        raise KenpanError("exchange.name", "名称がありません。", "基金か事業所の名称を入力してください。")
    return Draft("exchange.begun", {"side": side, "name": name.strip()})


def make_machine(state: State, by: str, store: str, sign_key: str, seal_key: str) -> Draft:
    """The keys of this machine, made once."""
    running(state)
    if state.exchange.machine is not None:
        raise KenpanError("exchange.machine", "この台帳の端末の鍵は、作成済みです。", "このまま使ってください。")
    return Draft("machine.made", {"store": store, "sign_key": sign_key, "seal_key": seal_key})


def rekey_store(state: State, by: str, store: str, over: str) -> Draft:
    """The store gets another key (its public id) in the place of ``over``; the machine's own keys stay.

    ``KenpanError`` ``exchange.rekeyed`` where somebody else was faster.
    """
    machine = running(state).machine
    if machine is None or machine.store != over:
        raise KenpanError("exchange.rekeyed", "保管庫の鍵は、すでに替わっています。", "一覧を読み直してください。")
    return Draft("machine.rekeyed", {"store": store})


def enter_establishment(state: State, by: str, establishment: str, name: str) -> Draft:
    """An establishment by its number, or another name of it."""
    own = running(state).establishments.get(establishment)
    if not name.strip() or (own is not None and own.name == name.strip()):
        raise KenpanError("exchange.name", "事業所の名称がないか、変わっていません。", "名称を入力してください。")
    return Draft("establishment.entered", {"establishment": establishment, "name": name.strip()})


def enrol_terminal(
    state: State, by: str, establishment: str, label: str, keys: tuple[str, str], compared: str, whom: str, most: int
) -> Draft:
    """A machine of an establishment. ``keys``: to sign and to seal; ``most``: how many an establishment may have.

    ``KenpanError``: ``exchange.keys``, ``terminal.known``, ``terminal.many`` (the 利用台数増設届 is to be printed).
    """
    own, machine = known(state, establishment, FUND), _keys(keys)
    if machine in own.terminals:
        raise KenpanError("terminal.known", "この端末は登録済みです。", "別の端末の鍵を選んでください。")
    if len(own.terminals) >= min(most, MOST_TERMINALS):
        raise KenpanError(
            "terminal.many",
            f"{own.name}の利用端末は {len(own.terminals)} 台登録されています。上限は {most} 台です。",
            "「利用台数増設届」を印刷し、基金の定めに従ってください。使わない端末は取り消せます。",
        )
    if not label.strip() or not whom.strip():
        raise KenpanError("terminal.blank", "端末の名前か、照らし合わせた相手がありません。", "入力してください。")
    return Draft(
        "terminal.enrolled",
        {
            "establishment": establishment,
            "terminal": machine,
            "label": label.strip(),
            "sign_key": keys[0],
            "seal_key": keys[1],
            "compared": compared,
            "with": whom.strip(),
        },
    )


def remove_terminal(state: State, by: str, establishment: str, terminal: str, reason: str) -> Draft:
    """A machine that is no longer used: nothing is sealed to it from now on."""
    if terminal not in known(state, establishment, FUND).terminals:
        raise KenpanError("terminal.unknown", "登録されていない端末です。", "一覧を読み直してください。")
    if not reason.strip():
        raise KenpanError("terminal.reason", "理由がありません。", "取り消す理由を入力してください。")
    return Draft("terminal.removed", {"establishment": establishment, "terminal": terminal, "reason": reason.strip()})


def enrol_fund(state: State, by: str, name: str, keys: tuple[str, str], compared: str, whom: str) -> Draft:
    """The fund whose packages are opened here. ``KenpanError``: ``exchange.keys``, ``fund.known``."""
    own, machine = running(state, ESTABLISHMENT), _keys(keys)
    if machine in own.funds:
        raise KenpanError("fund.known", "この基金の鍵は登録済みです。", "このまま使ってください。")
    if not name.strip() or not whom.strip():
        raise KenpanError("terminal.blank", "基金の名称か、照らし合わせた相手がありません。", "入力してください。")
    return Draft(
        "fund.enrolled",
        {
            "name": name.strip(),
            "fund": machine,
            "sign_key": keys[0],
            "seal_key": keys[1],
            "compared": compared,
            "with": whom.strip(),
        },
    )


def choose_scope(state: State, by: str, establishment: str) -> Draft:
    """From now on this person acts for that establishment."""
    known(state, establishment, ESTABLISHMENT)
    if state.exchange.scopes.get(by) == establishment:
        raise KenpanError("scope.same", "今の事業所です。", "このまま進めてください。")
    return Draft("scope.chosen", {"establishment": establishment})


def scope_of(state: State, by: str) -> str:
    """The establishment that a person acts for; ``KenpanError`` ``scope.none``."""
    found = running(state, ESTABLISHMENT).scopes.get(by, "")
    if not found:
        raise KenpanError("scope.none", "事業所を選んでいません。", "先に事業所を選んでください。")
    return found


def crossed(establishment: str, scope: str) -> KenpanError:
    """What is said to who would act for another establishment than the chosen one."""
    return KenpanError(
        "scope.crossed",
        f"事業所 {establishment} のものです。今の事業所は {scope} です。開きません。",
        f"正しい媒体か確かめてください。{establishment} の作業をするときは、事業所を切り替えてください。",
    )


def running(state: State, side: str = "") -> Exchange:
    """The exchange; ``KenpanError`` ``exchange.off``, or ``exchange.side`` where it is the other side's."""
    own = state.exchange
    if not own.is_on:
        raise KenpanError("exchange.off", "配信を始めていません。", "管理者が配信を始めてください。")
    if side and own.side != side:
        here, there = ("基金", "事業所") if side == FUND else ("事業所", "基金")
        raise KenpanError(
            "exchange.side", f"{here}の台帳で行う操作です。この台帳は{there}のものです。", "確かめてください。"
        )
    return own


def known(state: State, establishment: str, side: str = "") -> Establishment:
    """An establishment that was entered; ``KenpanError`` ``establishment.unknown``."""
    found = running(state, side).establishments.get(establishment)
    if found is None:
        raise KenpanError(
            "establishment.unknown", f"登録されていない事業所です（{establishment}）。", "管理者が登録してください。"
        )
    return found


def _keys(keys: tuple[str, str]) -> str:
    if not are_keys(*keys):
        raise KenpanError("exchange.keys", "端末の鍵として使えません。", "鍵のファイルを作り直してもらってください。")
    return fingerprint(*keys)


# What entries need


def at_the_fund(state: State, _entry: Entry) -> bool:
    """The ledger is a fund's."""
    return state.exchange.side == FUND


def at_an_establishment(state: State, _entry: Entry) -> bool:
    """The ledger is of a machine of an establishment."""
    return state.exchange.side == ESTABLISHMENT


def exchange_on(state: State, _entry: Entry) -> bool:
    """It was turned on."""
    return state.exchange.is_on


def exchange_off(state: State, _entry: Entry) -> bool:
    """It was not turned on before."""
    return not state.exchange.is_on


def establishment_known(state: State, entry: Entry) -> bool:
    """About an establishment that was entered."""
    return entry.data["establishment"] in state.exchange.establishments


def in_scope(state: State, entry: Entry) -> bool:
    """For the establishment that the person has chosen."""
    return bool(state.exchange.scopes.get(entry.by) == entry.data["establishment"])


def out_of_scope(state: State, entry: Entry) -> bool:
    """For another one."""
    return not in_scope(state, entry)


def machine_once(state: State, _entry: Entry) -> bool:
    """There was none."""
    return state.exchange.machine is None


def another_store(state: State, entry: Entry) -> bool:
    """There is a machine, and the key is one that its store never had."""
    machine = state.exchange.machine
    return machine is not None and entry.data["store"] not in (machine.store, *machine.before)


def keys_good(_state: State, entry: Entry) -> bool:
    """Only their owner can use them."""
    return are_keys(entry.data["sign_key"], entry.data["seal_key"])


def name_changes(state: State, entry: Entry) -> bool:
    """A new establishment, or another name of one."""
    own = state.exchange.establishments.get(entry.data["establishment"])
    return own is None or own.name != entry.data["name"]


def fingerprint_right(_state: State, entry: Entry) -> bool:
    """The fingerprint is that of the keys."""
    data = entry.data
    named = data["terminal"] if entry.kind == "terminal.enrolled" else data["fund"]
    return bool(named == fingerprint(data["sign_key"], data["seal_key"]))


def one_more_terminal(state: State, entry: Entry) -> bool:
    """It is not in use there, and there are not too many."""
    own = state.exchange.establishments[entry.data["establishment"]].terminals
    return entry.data["terminal"] not in own and len(own) < MOST_TERMINALS


def terminal_in_use(state: State, entry: Entry) -> bool:
    """One of that establishment."""
    return entry.data["terminal"] in state.exchange.establishments[entry.data["establishment"]].terminals


def new_fund(state: State, entry: Entry) -> bool:
    """Not enrolled before."""
    return entry.data["fund"] not in state.exchange.funds


RULES: Mapping[str, tuple[Rule, ...]] = {
    "exchange.begun": (exchange_off,),
    "machine.made": (exchange_on, machine_once, keys_good),
    "machine.rekeyed": (exchange_on, another_store),
    "establishment.entered": (exchange_on, name_changes),
    "terminal.enrolled": (at_the_fund, establishment_known, keys_good, fingerprint_right, one_more_terminal),
    "terminal.removed": (at_the_fund, establishment_known, terminal_in_use),
    "fund.enrolled": (at_an_establishment, keys_good, fingerprint_right, new_fund),
    "scope.chosen": (at_an_establishment, establishment_known, out_of_scope),
    "scope.refused": (at_an_establishment, out_of_scope),
}


# What they change


def changed(state: State, **told: Any) -> State:
    """With something else in the exchange."""
    return replace(state, exchange=replace(state.exchange, **told))


def put(own: Mapping[str, Any], name: str, value: Any) -> Mapping[str, Any]:
    """A table with one more, or another one."""
    return MappingProxyType({**own, name: value})


def _rekeyed(state: State, entry: Entry) -> State:
    machine = state.exchange.machine
    assert machine is not None
    before = (*machine.before, machine.store)
    return changed(state, machine=machine._replace(store=entry.data["store"], before=before))


def _entered(state: State, entry: Entry) -> State:
    data, all_of = entry.data, state.exchange.establishments
    own = all_of.get(data["establishment"])
    made = Establishment(data["establishment"], data["name"], sign_of(entry)) if own is None else own
    return changed(state, establishments=put(all_of, made.id, replace(made, name=data["name"])))


def _enrolled(state: State, entry: Entry) -> State:
    data, all_of = entry.data, state.exchange.establishments
    own = all_of[data["establishment"]]
    one = Terminal(data["terminal"], data["label"], data["sign_key"], data["seal_key"], sign_of(entry))
    more = replace(own, terminals=put(own.terminals, one.id, one), known=put(own.known, one.id, one))
    return changed(state, establishments=put(all_of, own.id, more))


def _removed(state: State, entry: Entry) -> State:
    all_of = state.exchange.establishments
    own = all_of[entry.data["establishment"]]
    left = {name: one for name, one in own.terminals.items() if name != entry.data["terminal"]}
    return changed(state, establishments=put(all_of, own.id, replace(own, terminals=MappingProxyType(left))))


def _fund(state: State, entry: Entry) -> State:
    data = entry.data
    one = Fund(data["fund"], data["name"], data["sign_key"], data["seal_key"], sign_of(entry))
    return changed(state, funds=put(state.exchange.funds, one.id, one))


APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "exchange.begun": lambda state, entry: changed(state, side=entry.data["side"], name=entry.data["name"]),
    "machine.made": lambda state, entry: changed(state, machine=Machine(**entry.data, made=sign_of(entry))),
    "machine.rekeyed": _rekeyed,
    "establishment.entered": _entered,
    "terminal.enrolled": _enrolled,
    "terminal.removed": _removed,
    "fund.enrolled": _fund,
    "scope.chosen": lambda state, entry: changed(
        state, scopes=put(state.exchange.scopes, entry.by, entry.data["establishment"])
    ),
}
