"""What must not be done to processes and proof rounds, besides what the table of kinds says."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .rules import MONTH_PARTS, SETTINGS
from .texts import digest
from .works import Piece, Round, Works, hashes, piece_of, process_in

_SIDES = {"address", "front", "back"}
_TWICE_CHOSEN = "同じ現品か番号が二度選ばれています。"
_NOT_MADE = "現品IDが、この工程・この回・次の作成回数のものになっていません。"
_ID_LENGTH = 23
_OF_RECORD = slice(14)
_OF_RUN = slice(14, 21)
_TOO_EARLY = "前の回が有効なまま、次の回が始められています。"

Check = Callable[[Works, str, dict[str, Any]], Iterator[str]]


# Processes


def _created_process(works: Works, _by: str, data: dict[str, Any]) -> Iterator[str]:
    if any(process.title == (data["title"],) for process in works.processes.values()):
        yield "同じ名前の工程があります。"
    if not _are_a_processes(data["parts"]) or _settings(hashes(data["parts"])):
        yield "工程に結び付けられないものが結び付いています。"


def _bound_process(works: Works, _by: str, data: dict[str, Any]) -> Iterator[str]:
    told, now = hashes(data["parts"]), works.processes[data["process"]].parts
    if not _are_a_processes(data["parts"]):
        yield "工程に結び付けられないものが結び付いています。"
    if _settings(told) != _settings(now) or told == now:
        yield "結び直しで、工程の設定が替えられているか、何も変わっていません。"


def _registered(works: Works, _by: str, data: dict[str, Any]) -> Iterator[str]:
    is_given = _is_one_thing(data) if works.form > 1 else data["value"].strip() or data["file"].strip()
    if not is_given:
        yield "工程の設定が、ファイル・値・なしのどれかひとつになっていないか、なしの理由がありません。"


def _reference(works: Works, _by: str, data: dict[str, Any]) -> Iterator[str]:
    if works.processes[data["process"]].reference == data["form"] or set(data["chosen"]) & set(data["unplaced"]):
        yield "測定した様式が二度承認されているか、同じ項目が選択済みで不明です。"


def _draft(works: Works, _by: str, data: dict[str, Any]) -> Iterator[str]:
    if works.processes[data["process"]].reference == data["form"]:
        yield "下書き様式が二度承認されています。"


def _allowed_pin(works: Works, _by: str, data: dict[str, Any]) -> Iterator[str]:
    if works.processes[data["process"]].pin == data["allowed"]:
        yield "暗証番号での署名の許可が、変わらないまま記録されています。"


def _is_one_thing(data: dict[str, Any]) -> bool:
    """Whether a file is registered, a typed value by its own hash, or that there is none and why."""
    value, file, is_empty = data["value"], data["file"], data["sha256"] == digest("")
    if data["absent"]:
        return not (value or file) and is_empty and bool(data["reason"].strip())
    if file.strip():
        return not (value or is_empty)
    return not file and bool(value.strip()) and bool(data["sha256"] == digest(value))


def _are_a_processes(parts: list[dict[str, Any]]) -> bool:
    told = hashes(parts)
    return len(told) == len(parts) and not told.keys() & {*MONTH_PARTS, "proof_media"}


def _settings(parts: dict[str, str]) -> dict[str, str]:
    return {name: hash_ for name, hash_ in parts.items() if name.startswith("setting.")}


# Rounds


def _opened_round(works: Works, _by: str, data: dict[str, Any]) -> Iterator[str]:
    process = works.processes.get(process_in(data))
    if process is None:
        yield "登録されていない工程の回です。"
        return
    if data["number"] != len(process.rounds) + 1:
        yield "回の番号が続いていません。"
    yield from _begun_anew(works, process_in(data), data)
    numbers, ids = ([piece[name] for piece in data["pieces"]] for name in ("number", "piece_id"))
    if sorted(numbers) != [*range(1, len(numbers) + 1)] or len(set(ids)) != len(ids):
        yield _TWICE_CHOSEN
    if any(len(one) == _ID_LENGTH for one in ids) and any(one[_OF_RUN] != _run_of(works, data, 1) for one in ids):
        yield _NOT_MADE
    if not _is_as_large(works, data):
        yield "現品の部数か承認者が確認する部数が、同じ工程か検査票のほかの回と違うか、0 です。"
    if any(not _is_asked_alike(one, data) for one in _by_sheet(works, data)):
        yield "検査票の項目か求める作業ログが、同じ検査票のほかの回と違います。"
    missing = SETTINGS.union(*(one.settings for one in works.rounds.values())) - set(data.get("settings", ()))
    if works.form > 1 and missing:
        yield "求めるはずの工程の設定を求めずに、回が始められています。"
    told = hashes(data["parts"])
    own = {name: hash_ for name, hash_ in told.items() if name != "proof_media"}
    is_once = len(told) == len(data["parts"]) and len(own) < len(told)
    if not is_once or own != process.parts or told.get("checksheet", data["sheet"]) != data["sheet"]:
        yield "検証品が結び付いているものが、工程に結び付いているものと違います。"


def _begun_anew(works: Works, process: str, data: dict[str, Any]) -> Iterator[str]:
    rounds = [works.rounds[name] for name in works.processes[process].rounds]
    if works.form == 1:
        if rounds and rounds[-1].state != "rejected" and works.is_on_ground(rounds[-1]):
            yield _TOO_EARLY
        return
    is_open = any(one.state in ("checking", "signed") and works.is_on_ground(one) for one in rounds)
    if is_open or (data["why"] != "request" and works.in_force(process)):
        yield _TOO_EARLY
    was = any(one.was_approved for one in rounds)
    if was == (data["why"] == "first") or (was and not data["reason"].strip()):
        yield "回を始めた理由（初回・変更・随時）が違うか、変更か随時の理由がありません。"


def _by_sheet(works: Works, data: dict[str, Any]) -> list[Round]:
    return [one for one in works.rounds.values() if one.sheet == data["sheet"]]


def _is_asked_alike(one: Round, data: dict[str, Any]) -> bool:
    """Whether a round by the same sheet asks the same; from some round of a process on, there may be more logs."""
    logs = set(data["logs"])
    fewer, more = (one.asked, logs) if one.number <= data["number"] else (logs, one.asked)
    is_fitting = fewer == more if one.number == data["number"] else fewer <= more
    return one.items == data.get("items", {}) and is_fitting


def _is_as_large(works: Works, data: dict[str, Any]) -> bool:
    groups = Counter(piece["group"] for piece in data["pieces"])
    others = [*_by_sheet(works, data), *(one for one in works.rounds.values() if one.process == process_in(data))]
    is_same = all(
        (Counter(piece.group for piece in one.pieces.values()), one.confirm) == (groups, data["confirm"])
        for one in others
    )
    return is_same and 1 <= data["confirm"] <= len(data["pieces"])


# Pieces


def _replaced(works: Works, _by: str, data: dict[str, Any]) -> Iterator[str]:
    one, new = works.rounds[data["round"]], piece_of(data["piece"])
    old = one.pieces.get(data["number"])
    yield from _unchecked(one, data["number"])
    if new.id in {piece.id for piece in one.pieces.values()}:
        yield _TWICE_CHOSEN
    if data["piece"]["number"] != data["number"] or old is None or old.group != new.group:
        yield "番号か制度の違う現品に差し替えられています。"

    told = [piece.id for piece in one.pieces.values() if len(piece.id) == _ID_LENGTH]
    if bool(told) != (len(new.id) == _ID_LENGTH) or (told and not _is_next(works, one, data, new.id)):
        yield _NOT_MADE


def _is_next(works: Works, one: Round, data: dict[str, Any], new: str) -> bool:
    """Whether an ID is of the round, one making more than any of its record before, which stands in no other place."""
    now = {number: piece.id for number, piece in one.pieces.items()}
    known = [old for old in (*now.values(), *one.gone) if len(old) == _ID_LENGTH and old[_OF_RECORD] == new[_OF_RECORD]]
    made = [int(old[_OF_RUN][-1]) for old in known if old[_OF_RUN].isdecimal()]
    is_elsewhere = any(old[_OF_RECORD] == new[_OF_RECORD] for number, old in now.items() if number != data["number"])
    told = {"process": one.process, "number": one.number}
    return not is_elsewhere and new[_OF_RUN] == _run_of(works, told, max(made, default=0) + 1)


def _run_of(works: Works, data: dict[str, Any], making: int) -> str:
    """What the IDs of a round's pieces say it is: its number, the process's place among all, how often printed."""
    return f"{data['number']:02}00{[*works.processes].index(process_in(data)) + 1:02}{making}"


def _signed_piece(works: Works, _by: str, data: dict[str, Any]) -> Iterator[str]:
    yield from _unchecked(works.rounds[data["round"]], data["number"])
    yield from _looked(works, data)


def _unchecked(one: Round, number: int) -> Iterator[str]:
    if number in one.failed:
        yield "検査済みの現品が、取り消されないまま検査し直されたか差し替えられています。"


def _withdrawn_piece(works: Works, _by: str, data: dict[str, Any]) -> Iterator[str]:
    if data["number"] not in works.rounds[data["round"]].failed:
        yield "検査していない現品の検査が取り消されています。"


def _confirmed(works: Works, by: str, data: dict[str, Any]) -> Iterator[str]:
    one = works.rounds[data["round"]]
    if data["number"] not in one.drawn or (by, data["number"]) in one.confirmed:
        yield "選ばれていない現品か、確認済みの現品が確認されています。"
    yield from _looked(works, data)


def _looked(works: Works, data: dict[str, Any]) -> Iterator[str]:
    one = works.rounds[data["round"]]
    piece = one.pieces.get(data["number"])
    if piece is None:
        yield "回にない番号の現品です。"
        return
    if not _is_a_look(data, piece):
        yield "合格なのに、現品IDが違うか、読み取れていない面か否の答えがあります。"
    if works.form > 1 and not _is_whole(data, one.items, piece):
        yield "検査票の項目に過不足があるか、読み取れない理由か否の理由がありません。"


def _is_a_look(data: dict[str, Any], piece: Piece) -> bool:
    """Whether a look at a piece is at this one and, where nothing failed, read it on all sides and says so."""
    scans = data["scans"]
    is_read = all((scan["state"], scan["text"]) == ("read", piece.id) for scan in scans.values())
    is_passed = is_read and scans.keys() == _SIDES and set(data["answers"].values()) == {"ok"}
    return data["piece_id"] == piece.id and (bool(data["failures"]) or is_passed)


def _is_whole(data: dict[str, Any], items: Mapping[str, str], piece: Piece) -> bool:
    """Whether every question was answered that applies to the piece, and whatever is not right has a reason."""
    asked = {item for item, applies in items.items() if _applies(applies, piece.cases)}
    for scan in data["scans"].values():
        said = scan["text"] if scan["state"] == "read" else scan["reason"]
        unsaid = scan["reason"] if scan["state"] == "read" else scan["text"]
        if not said.strip() or unsaid.strip():
            return False
    has_no = "ng" in data["answers"].values()
    return set(data["answers"]) == asked and not (has_no and not data["comment"].strip())


def _applies(applies: str, cases: tuple[str, ...]) -> bool:
    if applies.startswith("not "):
        return applies[4:] not in cases
    return applies == "always" or applies in cases


# Logs


def _kept(works: Works, _by: str, data: dict[str, Any]) -> Iterator[str]:
    one = works.rounds[data["round"]]
    if data["kind"] not in one.asked or not (data["piece"] is None or data["piece"] in one.pieces):
        yield "この回で求められていないログか、回にない現品のログです。"
    same = [
        log for other in works.rounds.values() for log in other.logs if log.sha256 == data["sha256"]
        if other is not one or log.kind != data["kind"]
    ]  # fmt: skip
    if same:
        yield "同じ内容のログが、別の回か別の種類で添付されています。"


def _withdrawn_log(works: Works, _by: str, data: dict[str, Any]) -> Iterator[str]:
    logs = works.rounds[data["round"]].logs
    if (data["kind"], data["sha256"]) not in {(log.kind, log.sha256) for log in logs}:
        yield "添付されていないログが取り消されています。"


# Signing and deciding


def _signed(works: Works, _by: str, data: dict[str, Any]) -> Iterator[str]:
    one = works.rounds[data["round"]]
    if not one.asked <= {log.kind for log in one.logs if log.whole}:
        yield "求められている作業ログがないまま、署名されています。"
    if one.failed.keys() != one.pieces.keys() or data["failed"] != sorted(n for n, bad in one.failed.items() if bad):
        yield "検査していない現品があるか、不合格の現品が違うまま、署名されています。"


def _drawn(works: Works, _by: str, data: dict[str, Any]) -> Iterator[str]:
    one, numbers = works.rounds[data["round"]], data["numbers"]
    is_choice = sorted(set(numbers) & one.pieces.keys()) == numbers and len(numbers) == one.confirm
    if one.drawn or not is_choice:
        yield "確認する現品が、選び直されているか、決まりと違います。"


def _approved(works: Works, by: str, data: dict[str, Any]) -> Iterator[str]:
    one = works.rounds[data["round"]]
    is_seen = bool(one.drawn) and all((by, number) in one.confirmed for number in one.drawn)
    is_checked = one.failed.keys() == one.pieces.keys()
    if not (is_seen and is_checked) or any((*one.failed.values(), *one.confirmed.values())):
        yield "合格していない現品か、承認者が確認していない現品があるまま、承認されています。"
    if any(f"setting.{name}" not in one.parts for name in one.settings):
        yield "登録されていない工程の設定があるまま、承認されています。"


CHECKS: Mapping[str, Check] = {
    "process.created": _created_process,
    "process.bound": _bound_process,
    "setting.registered": _registered,
    "reference.approved": _reference,
    "draft.approved": _draft,
    "pin.allowed": _allowed_pin,
    "round.opened": _opened_round,
    "piece.replaced": _replaced,
    "piece.signed": _signed_piece,
    "piece.withdrawn": _withdrawn_piece,
    "attachment.kept": _kept,
    "attachment.withdrawn": _withdrawn_log,
    "round.signed": _signed,
    "round.drawn": _drawn,
    "piece.confirmed": _confirmed,
    "round.approved": _approved,
}
