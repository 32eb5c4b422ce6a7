"""A month's job: the parts it is bound to, what differs from what was approved, and the release of the run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from app.errors import KenpanError
from app.signoff.canonical import canonical, digest
from app.signoff.checksheet import CheckSheet
from app.signoff.ledger import Draft, Entry
from app.signoff.model import Job, Part, Release, Round, Setting, State, sign_of
from app.signoff.process_settings import ABSENT, SETTING, Given, SettingKind, reason_for

MEDIA, PROOF_MEDIA = "media", "proof_media"
"""The month's media, and the media the proofs were chosen from."""
_DIFFERS = {"changed": "変わっています", "missing": "なくなっています", "added": "増えています"}


@dataclass(frozen=True, slots=True)
class PartDifference:
    """A part that is not as it was. ``before``/``after``: detail and start of the hash, empty where there is none."""

    name: str
    label: str
    kind: Literal["changed", "missing", "added"]
    before: str
    after: str

    @property
    def text(self) -> str:
        """One line for a person."""
        values = " → ".join(one or "なし" for one in (self.before, self.after))
        return f"{self.label}が{_DIFFERS[self.kind]}（{values}）"


def fingerprint(parts: Sequence[Part]) -> str:
    """One hash over all parts, 64 hex digits; their order does not matter."""
    return digest(canonical({part.name: part.sha256 for part in parts}))


def differences(before: Sequence[Part], after: Sequence[Part]) -> tuple[PartDifference, ...]:
    """What differs, by name of part. Labels and details are for reading; only hashes are compared."""
    old, new = ({part.name: part for part in parts} for parts in (before, after))
    found = []
    for name in sorted(old.keys() | new.keys()):
        one, other = old.get(name), new.get(name)
        if one is None and other is not None:
            found.append(PartDifference(name, other.label, "added", "", _shown(other)))
        elif other is None and one is not None:
            found.append(PartDifference(name, one.label, "missing", _shown(one), ""))
        elif one is not None and other is not None and one.sha256 != other.sha256:
            found.append(PartDifference(name, other.label, "changed", _shown(one), _shown(other)))
    return tuple(found)


def void_reasons(state: State, one: Round, live: Sequence[Part] | None = None) -> tuple[PartDifference, ...]:
    """What changed since the round was bound; empty while everything signed in it is in force.

    Compared with what the job is bound to now, and with the parts that this workstation holds (``live``), as far as
    it holds them. Month's media that arrived after the round are no change: it was not bound to any.
    """
    return changes(one.parts, state.jobs[one.job].parts, live)


def changes(
    bound_parts: Sequence[Part], job_parts: Sequence[Part], live: Sequence[Part] | None
) -> tuple[PartDifference, ...]:
    """:func:`void_reasons` for parts that a round is, or would be, bound to."""
    now = {part.name: part for part in job_parts}
    bound = {part.name: part for part in bound_parts}
    if PROOF_MEDIA in bound:
        now.setdefault(PROOF_MEDIA, bound[PROOF_MEDIA])
    for part in live or ():
        # What the job is bound to otherwise is a change, also where this workstation still holds the old one.
        if part.name in bound and part.name in now and now[part.name].sha256 == bound[part.name].sha256:
            now[part.name] = part
    found = differences(bound_parts, tuple(now.values()))
    return tuple(each for each in found if (each.name, each.kind) != (MEDIA, "added"))


def in_force(state: State, one: Round, live: Sequence[Part] | None = None) -> bool:
    """Whether a round is approved and nothing it was bound to has changed."""
    return one.state == "approved" and not void_reasons(state, one, live)


def last_round(state: State, job: str) -> Round | None:
    """The round that counts: a later one takes the place of all before it, whatever became of them."""
    rounds = state.rounds_of(job)
    return rounds[-1] if rounds else None


def changed_here(job: Job, live: Sequence[Part] | None) -> tuple[PartDifference, ...]:
    """What this workstation holds otherwise than the job is bound to, as far as both have it."""
    held = {part.name: part for part in live or ()}
    both = [part for part in job.parts if part.name in held]
    return differences(both, [held[part.name] for part in both])


def refuse_stale(job: Job, live: Sequence[Part] | None) -> None:
    """``KenpanError`` ``job.stale`` where :func:`changed_here` finds something."""
    found = changed_here(job, live)
    if found:
        raise KenpanError(
            "job.stale",
            f"この端末にあるものが、仕事に結び付けたものと違います：{_joined(found)}。",
            "元に戻すか、品質責任者が仕事を結び付け直してください。",
        )


def lacking(parts: Sequence[Part], sheet: CheckSheet) -> tuple[str, ...]:
    """Labels of the process settings that are not among the parts of a job or a round, also not as absent."""
    held = {part.name for part in parts}
    return tuple(kind.label for kind in sheet.settings if kind.part not in held)


# Acts


def create(state: State, by: str, job: str, title: str, month: str, parts: Sequence[Part]) -> Draft:
    """A new job, bound to what the workstation holds. ``month`` is ``YYYY-MM``."""
    said = title.strip()
    if not said:
        raise KenpanError("job.title", "件名がありません。", "件名を入力してください。")
    if job in state.jobs:
        raise KenpanError("job.taken", "この仕事はすでに登録されています。", "一覧を読み直してください。")
    if any(one.title == said and one.month == month for one in state.jobs.values()):
        raise KenpanError("job.same", "同じ月に同じ件名の仕事があります。", "一覧から開くか、別の件名にしてください。")
    bound = [part for part in parts if part.name != PROOF_MEDIA and not part.name.startswith(SETTING)]
    return Draft("job.created", {"job": job, "title": said, "month": month, "parts": _tables(bound)})


def bind(state: State, by: str, job: str, parts: Sequence[Part], reason: str) -> Draft:
    """Bind the job to other parts. Registered settings stay. What was decided on changed parts is void from now on."""
    known = existing(state, job)
    own = tuple(part for part in parts if not part.name.startswith(SETTING) and part.name != PROOF_MEDIA)
    settings = tuple(part for part in known.parts if part.name.startswith(SETTING))
    bound = (*own, *settings)
    if fingerprint(bound) == fingerprint(known.parts):
        raise KenpanError("job.unchanged", "前に結び付けたものと同じです。", "登録し直す必要はありません。")
    return Draft("job.bound", {"job": job, "parts": _tables(bound), "reason": said_reason(reason)})


def register_setting(state: State, by: str, job: str, kind: SettingKind, given: Given, reason: str = "") -> Draft:
    """Register a process setting: a file, a typed value, or that there is none. ``KenpanError`` ``setting.reason``
    where there is no file although one is expected, or no setting at all, and nobody says why.
    """
    existing(state, job)
    asked, said = reason_for(kind, given), reason.strip()
    if asked and not said:
        raise KenpanError("setting.reason", f"「{kind.label}」の{asked}がありません。", "理由を入力してください。")
    data = {
        "job": job,
        "name": kind.name,
        "label": kind.label,
        "sha256": given.sha256,
        "value": given.value,
        "file": given.file,
        "absent": given.absent,
        "reason": said if asked else "",
    }
    return Draft("setting.registered", data)


def release(state: State, by: str, job: str, live: Sequence[Part], comment: str, sheet: CheckSheet) -> Draft:
    """本番開始: let the run go. Refused without an approved round, or when anything is not as it was approved, and as
    long as a process setting was never registered.

    ``live`` must hold the month's media, everything else of this workstation, and each registered setting read again
    from the machine that will run, those declared absent too: what is compared is what will be used, not what was once
    registered.
    """
    known = existing(state, job)
    never = lacking(known.parts, sheet)
    if never:
        raise KenpanError(
            "release.unregistered",
            f"工程の設定が登録されておらず、承認にも含まれていません：{'、'.join(never)}。",
            "設定を登録し、新しい検証品で承認を受けてください。",
        )
    if MEDIA not in {part.name for part in live}:
        raise KenpanError(
            "release.media", "当月の媒体が開かれていません。", "本番に使う媒体を開いてから行ってください。"
        )
    unread = [one.label for one in known.settings.values() if SETTING + one.name not in {part.name for part in live}]
    if unread:
        raise KenpanError(
            "release.settings",
            f"本番で使う設定を確かめていません：{'、'.join(unread)}。",
            "機械から書き出して選ぶか、値を入力するか、「なし」を確かめてください。",
        )
    one = last_round(state, job)
    if one is None or one.state != "approved":
        raise KenpanError(
            "release.no_proof",
            "承認された本番検証品がありません。本番を開始できません。",
            "検証品の検査と承認を終えてください。",
        )
    found = (
        *void_reasons(state, one, live),
        *(each for each in differences(known.parts, live) if each.name != PROOF_MEDIA),
    )
    if found:
        raise KenpanError(
            "release.differs",
            f"承認されたときと同じではありません：{_joined(found)}。",
            "設定を元に戻すか、新しい検証品で承認を受けてください。",
        )
    data = {"job": job, "round": one.id, "parts": _tables(known.parts), "comment": comment.strip()}
    return Draft("job.released", data)


def refuse_changed(found: Sequence[PartDifference]) -> None:
    """Refuse to go on with a round whose ground has changed (``round.void``); the message names what."""
    if found:
        raise KenpanError(
            "round.void",
            f"この検証品は失効しています：{_joined(found)}。",
            "元に戻すか、新しい回を始めてください。",
        )


def setting_of(data: Mapping[str, Any]) -> Setting:
    """The setting that the data of a ``setting.registered`` registers."""
    return Setting(**{name: value for name, value in data.items() if name != "job"})


def setting_text(setting: Setting) -> str:
    """How a registered setting is shown: file, value or なし, with the reason where it has one."""
    said = f"（{setting.reason}）" if setting.reason else ""
    return f"{ABSENT if setting.absent else setting.file or setting.value}{said}"


def existing(state: State, job: str) -> Job:
    """A job by its id; ``KenpanError`` ``job.none`` if there is none."""
    known = state.jobs.get(job)
    if known is None:
        raise KenpanError("job.none", "この仕事は登録されていません。", "一覧を読み直してください。")
    return known


def said_reason(reason: str) -> str:
    """A reason without blanks around it; ``KenpanError`` ``reason.missing`` if nothing is left."""
    said = reason.strip()
    if not said:
        raise KenpanError("reason.missing", "理由がありません。", "理由を入力してください。")
    return said


def parts_of(tables: Sequence[dict[str, Any]]) -> tuple[Part, ...]:
    """Parts as an entry holds them."""
    return tuple(Part(**one) for one in tables)


def _joined(found: Sequence[PartDifference]) -> str:
    return "、".join(dict.fromkeys(each.text for each in found))


def _shown(part: Part) -> str:
    return "・".join(one for one in (part.detail, part.sha256[:8]) if one)


def _tables(parts: Sequence[Part]) -> list[dict[str, Any]]:
    return [asdict(part) for part in sorted(parts, key=lambda part: part.name)]


# Meaning of the entries


def _with(state: State, job: Job) -> State:
    return replace(state, jobs=MappingProxyType({**state.jobs, job.id: job}))


def _created(state: State, entry: Entry) -> State:
    data = entry.data
    return _with(state, Job(data["job"], data["title"], data["month"], parts_of(data["parts"]), sign_of(entry)))


def _bound(state: State, entry: Entry) -> State:
    job = state.jobs[entry.data["job"]]
    return _with(state, replace(job, parts=parts_of(entry.data["parts"]), bound=sign_of(entry)))


def _registered(state: State, entry: Entry) -> State:
    setting = setting_of(entry.data)
    job = state.jobs[entry.data["job"]]
    part = Part(SETTING + setting.name, setting.label, setting.sha256, setting_text(setting))
    parts = (*(one for one in job.parts if one.name != part.name), part)
    settings = MappingProxyType({**job.settings, setting.name: setting})
    return _with(state, replace(job, parts=parts, settings=settings))


def _released(state: State, entry: Entry) -> State:
    data = entry.data
    job = state.jobs[data["job"]]
    made = Release(data["round"], parts_of(data["parts"]), sign_of(entry), data["comment"])
    return _with(state, replace(job, releases=(*job.releases, made)))


APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "job.created": _created,
    "job.bound": _bound,
    "setting.registered": _registered,
    "job.released": _released,
}
