"""Ledgers in memory: whoever has a key writes what they like, past every check of the program."""

import json
import pickle
from dataclasses import dataclass, field

from app.canonical import GENESIS, canonical, digest
from app.errors import KenpanError
from app.signoff import ledger
from app.signoff.fold import folded
from app.signoff.formats import NEWEST
from app.signoff.judge import fault
from app.signoff.kinds import KINDS
from app.signoff.ledger import Entry
from app.signoff.model import State
from app.signoff.people import found
from app.signoff.people_rules import key_data
from app.signoff.signing_key import Unlocked, new_key
from app.signoff.verify import Row, audit, texts
from app.signoff.verify.kinds import KINDS as KINDS_READ


def rows_of(entries):
    """Entries as an exported copy gives them."""
    return [Row(one.seq, one.body, one.hash, one.signature, one.seq) for one in entries]


_READ: dict[str, bytes] = {}
"""The verifier as it stands behind the entry of that hash."""


@dataclass
class Chain:
    """Entries, the state they give, and everybody's keys; ``initial`` are those of who was not there yet."""

    entries: list[Entry] = field(default_factory=list)
    state: State = field(default_factory=State)
    keys: dict[str, Unlocked] = field(default_factory=dict)
    initial: dict[str, Unlocked] = field(default_factory=dict)

    def fork(self):
        """The same so far, to go on with by itself."""
        return Chain(list(self.entries), self.state, dict(self.keys), dict(self.initial))

    def entry(self, who, kind, data, **other):
        """The next entry as the program would write it for this person, but for what is told otherwise: any of its
        fields, ``key`` to sign with, ``signature``, ``spelled`` for the body as it is written.
        """
        last = self.entries[-1] if self.entries else None
        account = self.state.accounts.get(who)
        row = KINDS.get(kind)
        key, signature, spelled = other.pop("key", None), other.pop("signature", None), other.pop("spelled", str)
        is_signed = row is None or bool(row.roles)
        fields = {
            "seq": len(self.entries) + 1,
            "prev": last.hash if last else GENESIS,
            "time": last.time if last and last.time > "2030" else f"2026-11-02T09:00:00.{len(self.entries):03}Z",
            "kind": kind,
            "by": who,
            "name": account.name if account and is_signed else "",
            "terminal": "kenpan-1",
            "meaning": row.meaning if row else "",
            "data": data,
            **other,
        }
        body = spelled(canonical(fields))
        if signature is None:
            signature = (key or self.keys[who]).sign(body) if is_signed else ""
        return Entry(**json.loads(body), body=body, hash=digest(body), signature=signature)

    def add(self, who, kind, data, **other):
        """An entry that is right."""
        entry = self.entry(who, kind, data, **other)
        assert self.fault(entry) == "", (kind, self.fault(entry))
        self.entries.append(entry)
        self.state = folded(self.state, [entry])
        return self

    def fault(self, entry):
        """What the program has against it, when it reads it and then."""
        try:
            ledger._entry(entry)
        except KenpanError as error:
            assert error.code == "ledger.broken"
            return "writing"
        return fault(self.state, entry)

    def rows(self):
        """The entries as an exported copy gives them."""
        return rows_of(self.entries)

    def told(self, entry):
        """What the verifier has against the ledger with this entry behind it; it reads on from where it was."""
        looking = self._read()
        looking.take(rows_of([entry])[0])
        return [(problem.entry, problem.text) for problem in looking.problems]

    def _read(self):
        """The verifier after all entries so far; each of them is read once, whatever chains it stands in."""
        at = next((at for at in range(len(self.entries), 0, -1) if self.entries[at - 1].hash in _READ), 0)
        if at:
            reader = pickle.loads(_READ[self.entries[at - 1].hash])
            reader.kinds = KINDS_READ
        else:
            reader = audit._Audit(NEWEST, audit._founder(rows_of(self.entries[: texts.FOUNDING[NEWEST]])))
        for row in rows_of(self.entries[at:]):
            reader.take(row)
        if at < len(self.entries):
            assert reader.kinds is KINDS_READ
            reader.kinds = None  # a table, which takes longer to copy than all that was read
            _READ[self.entries[-1].hash] = pickle.dumps(reader)
            reader.kinds = KINDS_READ
        return reader

    def found(self, who, login, name):
        """The first administrator."""
        self.keys[who] = new_key(who)
        added = []
        for draft in found(who, login, name, self.keys[who].published):
            entry = self.entry(who, draft.kind, draft.data, name=name)
            self.entries.append(entry)
            added.append(entry)
        self.state = folded(State(), added)
        return self

    def person(self, who, *roles, enrolled=True):
        """Somebody with these roles, and a key."""
        self.initial[who] = new_key(who)
        data = {"account": who, "login": f"id-{who}", "name": f"利用者{who}", "initial_key": self.initial[who].public}
        self.add("a1", "account.created", data)
        for role in roles:
            self.add("a1", "right.granted", {"account": who, "role": role, "reason": "配属"})
        if enrolled:
            self.keys[who] = new_key(who)
            self.enrol(who)
        return self

    def enrol(self, who):
        """The person brings the key that is theirs now."""
        return self.add(who, "key.enrolled", key_data(who, self.keys[who].published, self.initial[who]))
