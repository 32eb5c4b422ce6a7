"""What must not be done to the jobs of the first format, each of which was a process and a month in one."""

from collections.abc import Iterator, Mapping
from typing import Any

from .proofs import Check
from .works import Works, hashes


def _created_job(works: Works, _by: str, data: dict[str, Any]) -> Iterator[str]:
    if any(job.title == (data["title"], data["month"]) for job in works.processes.values()):
        yield "同じ月に同じ件名の仕事があります。"
    if not _are_a_jobs(data["parts"]) or _settings_of_job(hashes(data["parts"])):
        yield "仕事に結び付けられないものが結び付いています。"


def _bound_job(works: Works, _by: str, data: dict[str, Any]) -> Iterator[str]:
    told, now = hashes(data["parts"]), works.processes[data["job"]].parts
    if not _are_a_jobs(data["parts"]):
        yield "仕事に結び付けられないものが結び付いています。"
    if _settings_of_job(told) != _settings_of_job(now) or told == now:
        yield "仕事の結び直しで、工程の設定が替えられているか、何も変わっていません。"


def _released_job(works: Works, _by: str, data: dict[str, Any]) -> Iterator[str]:
    one, job, told = works.rounds[data["round"]], works.processes.get(data["job"]), hashes(data["parts"])
    if job is None or one.process != data["job"]:
        yield "検査、署名、判定、本番開始の順になっていません（job.released）。"
        return
    if told != job.parts or len(told) != len(data["parts"]) or "media" not in told:
        yield "本番を開始したものが、仕事に結び付いているものと違います。"
    if job.rounds[-1:] != [data["round"]]:
        yield "最後の回でない検証品で、本番が開始されています。"


def _are_a_jobs(parts: list[dict[str, Any]]) -> bool:
    told = hashes(parts)
    return len(told) == len(parts) and "proof_media" not in told


def _settings_of_job(parts: dict[str, str]) -> dict[str, str]:
    return {name: hash_ for name, hash_ in parts.items() if name.startswith("setting.")}


OLD_CHECKS: Mapping[str, Check] = {
    "job.created": _created_job,
    "job.bound": _bound_job,
    "job.released": _released_job,
}
