"""What the verifier knows of the exchange of forms: sides, machines, establishments, deliveries, notifications."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from Crypto.Signature import eddsa

from .form_batches import BATCH_KINDS, FormBatches
from .kind import Kind
from .texts import canonical, digest, is_box, parsed

_MACHINE_KEYS = {"sign_key": "hash", "seal_key": "hash"}
_FINGERPRINT = {"compared": "voice|paper", "with": "said"}
_AT_ONE = {"establishment": "establishment"}
_PACKAGE = {**_AT_ONE, "package": "hash"}
_FORM = {"type": "said", "name": "said", "sha256": "hash", "pages": "0+"}
_ISSUE = {
    **_PACKAGE,
    "batch": "hash",
    "issue": "1+",
    "file": "hash",
    "terminals": ["hash", 1],
    "reason": "text",
}
_REPLY = {"filing": "hash", "number": "said", "state": "said", "reason": "text", "at": "said"}
_OPENED = {**_PACKAGE, "fund": "hash", "period": "month", "documents": [_FORM, 1], "replies": [_REPLY]}
_FILED = {**_AT_ONE, "filing": "hash", "type": "said", "rows": "1+"}
_WHO = "lead checker"
EXCHANGE_KINDS = {
    "exchange.begun": Kind("admin", "", {"side": "fund|establishment", "name": "said"}, "配信の開始"),
    "machine.made": Kind(_WHO, "", {"store": "hash", **_MACHINE_KEYS}),
    "machine.rekeyed": Kind("lead", "", {"store": "hash"}),
    "establishment.entered": Kind("admin", "", {**_AT_ONE, "name": "said"}, "事業所の登録"),
    "terminal.enrolled": Kind(
        "admin",
        "",
        {**_AT_ONE, "terminal": "hash", "label": "said", **_MACHINE_KEYS, **_FINGERPRINT},
        "利用端末の登録",
    ),
    "terminal.removed": Kind("admin", "", {**_AT_ONE, "terminal": "hash", "reason": "said"}, "利用端末の取消"),
    "fund.enrolled": Kind(
        "admin", "", {"name": "said", "fund": "hash", **_MACHINE_KEYS, **_FINGERPRINT}, "基金の鍵の登録"
    ),
    "scope.chosen": Kind(_WHO, "", _AT_ONE),
    "scope.refused": Kind(_WHO, "", {**_AT_ONE, "what": "said"}),
    **BATCH_KINDS,
    "package.delivered": Kind(_WHO, "", _ISSUE),
    "receipt.taken": Kind(_WHO, "", {**_PACKAGE, "terminal": "hash", "slip": "said", "signature": "signature"}),
    "package.erasing": Kind("lead", "", {**_PACKAGE, "reason": "said"}, "配信の控えの消去の申し出"),
    "package.erased": Kind("lead", "", {**_PACKAGE, "method": "said"}, "配信の控えの消去"),
    "package.opened": Kind(_WHO, "", _OPENED),
    "receipt.signed": Kind(_WHO, "", {**_PACKAGE, "slip": "said", "signature": "signature"}, "受領"),
    "filing.made": Kind(_WHO, "", {**_FILED, "fund": "hash"}, "届出"),
    "filing.received": Kind(_WHO, "", {**_FILED, "terminal": "hash", "problems": "0+", "number": "said"}),
    "filing.checked": Kind("checker", "", {"filing": "hash", "comment": "text"}, "届出の確認"),
    "filing.accepted": Kind("lead", "", {"filing": "hash", "comment": "text"}, "届出の受理"),
    "filing.returned": Kind("lead", "", {"filing": "hash", "reason": "said"}, "届出の返戻"),
}
OF_EXCHANGE = frozenset(EXCHANGE_KINDS)
_OF_FUND = frozenset(
    (
        "terminal.enrolled", "terminal.removed", "package.delivered", "receipt.taken", *BATCH_KINDS,
        "package.erasing", "package.erased", "filing.received", "filing.checked", "filing.accepted",
        "filing.returned",
    )
)  # fmt: skip
_OF_ESTABLISHMENT = frozenset(
    ("fund.enrolled", "scope.chosen", "scope.refused", "package.opened", "receipt.signed", "filing.made")
)
_TERMINALS, _YEARS = 3, 7
_SLIP_FORMAT = "kenpan-receipt-1"
_SLIP_NAMES = dict.fromkeys(("format", "establishment", "package", "terminal", "name", "at", "nonce"), str)


@dataclass(slots=True)
class _Package:
    """Of whom and of which batch; when it was first issued, how often, up to which issue it was received; who asked for
    its erasure, and whether it is gone.
    """

    batch: str
    establishment: str
    first: str
    issues: int = 1
    received: int = 0
    erasing: str = ""
    erased: bool = False

    @property
    def until(self) -> str:
        """Until when it is kept."""
        return f"{int(self.first[:4]) + _YEARS}{self.first[4:]}"


@dataclass(slots=True)
class _Filing:
    """A notification: how it stands, what is wrong in it, who looked at it last, its number."""

    state: str
    problems: int = 0
    by: str = ""
    number: str = ""


@dataclass(slots=True)
class Exchange:
    """Everything about it. ``names`` of establishments, ``used`` and ``known`` terminals of each with their key."""

    side: str = ""
    machine: str = ""
    names: dict[str, str] = field(default_factory=dict)
    used: dict[str, dict[str, str]] = field(default_factory=dict)
    known: dict[str, dict[str, str]] = field(default_factory=dict)
    funds: set[str] = field(default_factory=set)
    scopes: dict[str, str] = field(default_factory=dict)
    batches: FormBatches = field(default_factory=FormBatches)
    stores: set[str] = field(default_factory=set)
    packages: dict[str, _Package] = field(default_factory=dict)
    slips: set[str] = field(default_factory=set)
    opened: dict[str, str] = field(default_factory=dict)
    filings: dict[str, _Filing] = field(default_factory=dict)

    def refused(self, kind: str, entry: dict[str, Any]) -> Iterator[str]:
        """Why an entry is wrong."""
        by, data = entry["by"], entry["data"]
        if kind not in OF_EXCHANGE:
            return
        if kind == "exchange.begun":
            if self.side:
                yield "配信が二度始められています。"
            return
        if not self.side or (kind in _OF_FUND and self.side != "fund"):
            yield "配信を始めていない台帳か、基金のものでない台帳の記録です。"
            return
        if kind in _OF_ESTABLISHMENT and self.side != "establishment":
            yield "事業所のものでない台帳の記録です。"
            return
        one = data.get("establishment", "")
        if one not in self.names and kind in ("terminal.enrolled", "terminal.removed", "scope.chosen"):
            yield "登録のない事業所についての記録です。"
            return
        if kind in ("package.opened", "receipt.signed", "filing.made") and self.scopes.get(by) != one:
            yield "選んでいない事業所についての記録です。"
        if kind.startswith("filing."):
            yield from self._filing(kind, by, data)
        elif kind in BATCH_KINDS:
            yield from self.batches.refused(kind, by, data, self.names)
        elif kind.startswith(("package.", "receipt.")):
            yield from self._delivery(kind, by, data, entry["time"])
        else:
            yield from self._party(kind, by, data)

    def _party(self, kind: str, by: str, data: dict[str, Any]) -> Iterator[str]:
        one = data.get("establishment", "")
        if "sign_key" in data and not _are_machine_keys(data):
            yield "端末の鍵として使えない鍵です。"
        named = data.get("terminal", data.get("fund"))
        if kind in ("terminal.enrolled", "fund.enrolled") and named != _fingerprint(data):
            yield "端末の指紋が、鍵のものではありません。"
        if kind == "machine.made" and self.machine:
            yield "端末の鍵が二度作られています。"
        if kind == "machine.rekeyed" and (not self.machine or data["store"] in self.stores):
            yield "端末の鍵がないか、前にあった鍵への、保管庫の鍵の取り替えです。"
        if kind == "establishment.entered" and self.names.get(one) == data["name"]:
            yield "変わらない事業所の登録です。"
        if kind == "terminal.enrolled" and (named in self.used[one] or len(self.used[one]) >= _TERMINALS):
            yield "登録済みの端末か、上限を超える端末が登録されています。"
        if kind == "terminal.removed" and named not in self.used[one]:
            yield "登録のない端末が取り消されています。"
        if kind == "fund.enrolled" and named in self.funds:
            yield "同じ基金の鍵が二度登録されています。"
        if kind in ("scope.chosen", "scope.refused") and self.scopes.get(by) == one:
            yield "今の事業所への切替か、その拒否です。"

    def _delivery(self, kind: str, by: str, data: dict[str, Any], time: str) -> Iterator[str]:
        package = self.packages.get(data["package"])
        if kind in ("package.opened", "receipt.signed"):
            yield from self._at_establishment(kind, data)
        elif kind == "package.delivered":
            if not self._may_go(package, data):
                yield "承認のない事業所への配信か、前と違う包みか、登録のない端末への配信です。"
        elif kind == "receipt.taken":
            yield from self._received(data, package)
        else:
            yield from _erasing(kind, by, data, package, time)

    def _received(self, data: dict[str, Any], package: _Package | None) -> Iterator[str]:
        key = self.known.get(data["establishment"], {}).get(data["terminal"], "")
        if digest(data["slip"]) in self.slips or not _is_slip(data, key):
            yield "受領票が、登録した端末のものでないか、取り込み済みです。"
        if package is None or package.establishment != data["establishment"] or package.received == package.issues:
            yield "配信していない包みか、受領済の包みの受領票です。"

    def _at_establishment(self, kind: str, data: dict[str, Any]) -> Iterator[str]:
        if kind == "package.opened":
            if data["fund"] not in self.funds:
                yield "登録のない基金の包みです。"
        elif self.opened.get(data["package"]) != data["establishment"] or not _is_slip(data, self.machine):
            yield "受信していない包みの受領票か、この端末の鍵の署名ではありません。"

    def _may_go(self, package: _Package | None, data: dict[str, Any]) -> bool:
        one, told = data["establishment"], data["terminals"]
        if one not in self.names or not self.batches.may_go(data["batch"], one):
            return False
        if len(set(told)) != len(told) or not set(told) <= self.used[one].keys():
            return False
        before = next(
            (name for name, own in self.packages.items() if (own.batch, own.establishment) == (data["batch"], one)),
            None,
        )
        if before is None:
            return package is None and data["issue"] == 1 and not data["reason"]
        own = self.packages[before]
        is_next = before == data["package"] and data["issue"] == own.issues + 1
        return is_next and not own.erased and bool(data["reason"].strip())

    def _filing(self, kind: str, by: str, data: dict[str, Any]) -> Iterator[str]:
        own = self.filings.get(data["filing"])
        is_new = own is None and not (kind == "filing.received" and self._is_taken(data["number"]))
        if kind in ("filing.made", "filing.received") and not is_new:
            yield "同じ届出か受付番号が、二度あります。"
        if kind == "filing.made" and data["fund"] not in self.funds:
            yield "登録のない基金への届出です。"
        if kind == "filing.received" and data["terminal"] not in self.used.get(data["establishment"], {}):
            yield "登録のない端末からの届出です。"
        if kind == "filing.checked" and (own is None or own.state != "received"):
            yield "届出の確認の順が違います。"
        if kind == "filing.accepted" and (own is None or own.state != "checked" or own.by == by or own.problems):
            yield "届出の受理の順が違うか、確認した人が受理したか、確かめられない欄が残っています。"
        if kind == "filing.returned" and (own is None or own.state not in ("received", "checked")):
            yield "届出の返戻の順が違います。"

    def _is_taken(self, number: str) -> bool:
        return any(one.number == number for one in self.filings.values())

    def follow(self, kind: str, entry: dict[str, Any]) -> None:
        """What an entry makes of it."""
        if kind in OF_EXCHANGE:
            self._change(kind, entry["by"], entry["data"], entry["time"])

    def _change(self, kind: str, by: str, data: dict[str, Any], time: str) -> None:
        one = data.get("establishment", "")
        if kind == "exchange.begun":
            self.side = data["side"]
        elif kind == "machine.made":
            self.machine = data["sign_key"]
            self.stores.add(data["store"])
        elif kind == "machine.rekeyed":
            self.stores.add(data["store"])
        elif kind == "establishment.entered":
            self.names[one] = data["name"]
            self.used.setdefault(one, {})
            self.known.setdefault(one, {})
        elif kind == "terminal.enrolled":
            self.used[one][data["terminal"]] = self.known[one][data["terminal"]] = data["sign_key"]
        elif kind == "terminal.removed":
            self.used[one].pop(data["terminal"], None)
        elif kind == "fund.enrolled":
            self.funds.add(data["fund"])
        elif kind == "scope.chosen":
            self.scopes[by] = one
        elif kind == "package.opened":
            self.opened[data["package"]] = one
        elif kind in BATCH_KINDS:
            self.batches.follow(kind, by, data)
        elif kind.startswith("filing."):
            self._filed(kind, by, data)
        else:
            self._went(kind, by, data, time)

    def _went(self, kind: str, by: str, data: dict[str, Any], time: str) -> None:
        if kind == "package.delivered":
            if data["package"] in self.packages:
                self.packages[data["package"]].issues = data["issue"]
            else:
                self.packages[data["package"]] = _Package(data["batch"], data["establishment"], time)
        elif kind == "receipt.taken":
            self.packages[data["package"]].received = self.packages[data["package"]].issues
            self.slips.add(digest(data["slip"]))
        elif kind == "package.erasing":
            self.packages[data["package"]].erasing = by
        elif kind == "package.erased":
            self.packages[data["package"]].erased = True

    def _filed(self, kind: str, by: str, data: dict[str, Any]) -> None:
        name = data["filing"]
        if kind == "filing.made":
            self.filings[name] = _Filing("received")
        elif kind == "filing.received":
            self.filings[name] = _Filing("received", data["problems"], by, data["number"])
        else:
            self.filings[name].state, self.filings[name].by = kind.removeprefix("filing."), by


def _erasing(kind: str, by: str, data: dict[str, Any], package: _Package | None, time: str) -> Iterator[str]:
    if package is None or package.erased or package.establishment != data["establishment"]:
        yield "ない包みか、消去済の包みについての記録です。"
    elif time < package.until:
        yield "保存の期限より前に、配信の控えが消去されています（または、申し出られています）。"
    elif kind == "package.erased" and package.erasing in ("", by):
        yield "別の人の申し出がないまま、配信の控えが消去されています。"


def _fingerprint(data: dict[str, Any]) -> str:
    return digest(f"kenpan-machine-1\n{data['sign_key']}\n{data['seal_key']}")


def _are_machine_keys(data: dict[str, Any]) -> bool:
    return not _machine_signed(data["sign_key"], "\n", "01" + "00" * 63) and is_box(data["seal_key"])


def _is_slip(data: dict[str, Any], key: str) -> bool:
    """Whether a receipt slip says what the entry says, and is signed with this key."""
    try:
        told = parsed(data["slip"], _SLIP_NAMES)
    except ValueError:
        return False
    same = [name for name in ("establishment", "package", "terminal") if name in data]
    if told["format"] != _SLIP_FORMAT or canonical(told) != data["slip"] or any(told[x] != data[x] for x in same):
        return False
    return _machine_signed(key, f"{_SLIP_FORMAT}\n{data['slip']}", data["signature"])


def _machine_signed(key: str, text: str, signature: str) -> bool:
    if not re.fullmatch("[0-9a-f]{64}", key) or not re.fullmatch("[0-9a-f]{128}", signature):
        return False
    try:
        public = eddsa.import_public_key(bytes.fromhex(key))
        eddsa.new(public, "rfc8032").verify(text.encode("utf-8", "replace"), bytes.fromhex(signature))
    except ValueError:
        return False
    return True
