"""Rules of the volume stage: what was found on the medium, before any record is looked at."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from app.checks.model import Finding, Rule
from app.errors import KenpanError
from app.media.model import OpenedMedia
from app.media.sample import sample_files
from app.records.counts import CountProblem, CountTable
from app.records.layouts import NOTICE_LENGTH
from app.records.notice_file import NoticeFile
from app.records.text import UTF8_TEXT, is_utf8

MISSING = Rule(
    "volume.missing",
    "error",
    "volume",
    "あるはずのファイルがない",
    "電子媒体仕様書 表2.1.2-5（ボリューム名及びファイル名）、2.2.2（0件でもファイルを作成する）",
    "巻ごとに決まったファイルがすべてあるかを、一覧と照らします。0件のファイルも、空のまま入っているはずです。"
    "足りなければ、その県の通知書は1件も印刷できません。写し漏れを確かめ、媒体にもなければ機構に連絡してください。",
)
UNEXPECTED = Rule(
    "volume.unexpected",
    "error",
    "volume",
    "この巻にないはずのファイルがある",
    "電子媒体仕様書 表2.1.2-5（ボリューム名及びファイル名）",
    "一覧にないファイルは、媒体の取り違えや二重の写しのしるしです。開かず、点検もしません。"
    "見本（架空のデータ）のファイルがほかのファイルに混ざっているときも示します。"
    "どこから来たファイルかを確かめ、正しい媒体を開き直してください。",
)
KEY = Rule(
    "file.key",
    "error",
    "volume",
    "鍵が合わない",
    "電子媒体仕様書 表2.1.2-4（暗号化処理方式：COMPLOCK II、AES 256、CBCモード）",
    "ほかのファイルは開けたのに、このファイルだけ復号できませんでした。中身は点検していません。"
    "鍵が途中で替わったか、別の月の媒体のファイルが混ざったおそれがあります。鍵とファイルの出どころを確かめてください。",
)
LENGTH = Rule(
    "file.length",
    "error",
    "volume",
    "ファイルの長さがおかしい",
    "電子媒体仕様書 表4.1.1-1（980バイト固定長・区切り無し、件数表は160バイト固定長・CRLF区切り）",
    "通知書データは 980 バイト、件数表は 160 バイトの固定長で、端数は出ないはずです。"
    "端数や途中で切れた容器は、写しの失敗か、レコードの抜け・増えのしるしです。"
    "開けなかったファイルの中身は点検していません。副の媒体から写し直し、同じなら再作成を依頼してください。",
)
UNREAD = Rule(
    "file.unread",
    "error",
    "volume",
    "ファイルを開けなかった",
    "委託要領 13(1)（媒体に不備があり使用不可能な場合）",
    "媒体の傷、メモリ不足、復号プログラムの失敗などでファイルを開けず、中身を点検していません。"
    "点検していないファイルは、問題がないという意味ではありません。示された原因を除いて、開き直してください。",
)


RULES: tuple[Rule, ...] = (MISSING, UNEXPECTED, KEY, LENGTH, UNREAD)

_UTF8_NEXT = "レコードは点検していません。シフトJIS での再作成を機構に依頼してください。"

# Codes of problems of the medium that are another rule's own cause; all others are ``file.unread``.
_RULE_OF_CODE = {
    **{rule.name: rule for rule in RULES},
    "file.truncated": LENGTH,
    "file.damaged": LENGTH,
}


_OURS = ("tool.", "key.", "file.memory", "file.encrypted")
"""Codes of problems that this workstation, its settings or its operator has, and not the medium."""


def medium_findings(media: OpenedMedia) -> Iterator[Finding]:
    """What could not be found or opened, in the words of the part that noticed it."""
    for problem in media.problems:
        rule = _RULE_OF_CODE.get(problem.code, UNREAD)
        own = problem.code.startswith(_OURS)
        said, advice = _said(problem), problem.next_step
        yield Finding(rule.name, rule.severity, problem.file, None, None, None, said, advice=advice, own=own)


def stray_samples(media: OpenedMedia) -> Iterator[Finding]:
    """Files of artificial records among others. A file in UTF-8, which has a finding of its own, says nothing here."""
    marked = sample_files(media)
    others = [one for name, one in media.files.items() if name not in marked and one.data.size]
    if not all(is_utf8(one.data.data) for one in others):
        for name in marked:
            message = "見本（架空のデータ）のファイルです。ほかのファイルには見本でないレコードがあります。"
            yield Finding(UNEXPECTED.name, UNEXPECTED.severity, name, None, None, None, message)


def _said(problem: KenpanError) -> str:
    place = f"{problem.place}：" if problem.place else ""
    return f"{place}{problem.what}{problem.next_step}"


def code_findings(files: Iterable[NoticeFile], rule: Rule) -> Iterator[Finding]:
    """Notice files that are not in Shift-JIS: one finding each, and nothing of what follows from it."""
    for file in files:
        if file.in_utf8:
            yield Finding(rule.name, rule.severity, file.name, None, None, None, UTF8_TEXT + _UTF8_NEXT)


def tail_findings(files: Iterable[NoticeFile]) -> Iterator[Finding]:
    """Notice files that do not end with a whole record."""
    for file in files:
        if file.tail and not file.in_utf8:
            message = (
                f"長さが {NOTICE_LENGTH} バイトの倍数ではありません。"
                f"{len(file):,} レコードの後に {len(file.tail)} バイト余っています。"
            )
            start = len(file) * NOTICE_LENGTH
            yield Finding(LENGTH.name, LENGTH.severity, file.name, None, start, len(file.tail), message)


def count_findings(tables: Mapping[str, CountTable], rule: Callable[[str], Rule]) -> Iterator[Finding]:
    """What is wrong with the records of the count tables; ``offset`` counts from the record's own first byte."""
    for table in tables.values():
        for problem in table.problems:
            yield _count_finding(table, problem, rule(problem.rule))


def _count_finding(table: CountTable, problem: CountProblem, rule: Rule) -> Finding:
    if not problem.length:  # about the whole table: a record that is not there
        return Finding(rule.name, rule.severity, table.name, None, problem.offset, 0, problem.message)
    offset = problem.offset - table.start(problem.record)
    return Finding(rule.name, rule.severity, table.name, problem.record, offset, problem.length, problem.message)
