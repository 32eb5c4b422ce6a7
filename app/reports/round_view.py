"""What the 本番検証品 result sheet tells, read off the ledger's state, in words that paper and Excel share."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.cases.special import CASES
from app.errors import KenpanError
from app.proof.model import SIDE_NAMES, SIDES, PieceChoice, Scan
from app.proof.scans import scanned_id, sequence_problems
from app.reports.signs import UNSIGNED, local_time, logins_of, process_form, who
from app.signoff.binding import fingerprint
from app.signoff.checksheet import CheckSheet
from app.signoff.gates import GATES
from app.signoff.ledger import Head
from app.signoff.model import Month, Process, Release, Round, State
from app.signoff.people import login_resets
from app.signoff.processes import lacking, void_reasons
from app.signoff.signed import Part, PieceResult, Sign
from app.signoff.two_persons import involved, may_see_results
from app.signoff.wording import ROUND_STATES, VOID, WHY_MADE

_WATERMARKS = {VOID: VOID, "検査中": "未承認", "判定待ち": "未承認", "承認": "", "却下": "却下"}
_MARKS = {"ok": "○", "ng": "×"}
_UNREAD = {"missing": "なし", "unreadable": "読めない"}
NOT_ASKED = "―"
_CASE_LABELS = {case.id: case.label for case in CASES}


@dataclass(frozen=True, slots=True, eq=False)
class RoundReport:
    """A round, whole, at one moment of the ledger (``head``). ``void`` says, a sentence each, why nothing signed in it
    is in force any more; ``logins`` are the IDs of the people by account id; ``releases`` the runs let go on it,
    with their month;
    ``reissues`` say whose key was issued anew by an administrator, of those who signed in the round.
    """

    process: Process
    round: Round
    sheet: CheckSheet
    head: Head
    fingerprint: str
    void: tuple[str, ...]
    logins: Mapping[str, str]
    releases: tuple[tuple[Month, Release], ...]
    reissues: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """One word: 検査中, 判定待ち, 承認, 却下 or 失効."""
        return VOID if self.void else ROUND_STATES[self.round.state]

    @property
    def watermark(self) -> str:
        """What every page says behind its text; empty only for an approval in force."""
        return _WATERMARKS[self.status]

    @property
    def title(self) -> str:
        """Number of the round and process in one line; what may be cut off, as too long, stands last."""
        return f"第{self.round.number}回（{self.round.id}）　{self.process.title}"

    @property
    def page_head(self) -> str:
        """For the top of every page: status and title."""
        return f"【{self.status}】　{self.title}"


def round_report(
    state: State,
    round_id: str,
    sheet: CheckSheet,
    book_head: Head,
    *,
    live: Sequence[Part] | None = None,
    viewer: str = "",
) -> RoundReport:
    """The report of one round. ``live`` are the parts this workstation holds, ``viewer`` the account it is made for.

    ``KenpanError``: ``round.none``; ``report.blind`` while the results may not be shown to this person (nobody in
    particular may see those of a round that waits for its decision). ``ValueError`` if ``book_head`` is not where
    ``state`` ends: the printed checkpoint must be that of the printed content.
    """
    if (book_head.count, book_head.hash) != (state.count, state.head):
        raise ValueError("the head is not that of the state")
    one = state.rounds.get(round_id)
    if one is None:
        raise KenpanError("round.none", "この回は登録されていません。", "一覧を読み直してください。")
    if not may_see_results(one, viewer):
        raise KenpanError(
            "report.blind",
            "この回の検査結果は、ご自身の確認が済むまで出せません。",
            "先に、指定された番号の現品を確認してください。",
        )
    # A rejection stays one, whatever changes afterwards.
    found = () if one.state == "rejected" else void_reasons(state, one, live)
    return RoundReport(
        state.processes[one.process],
        one,
        sheet,
        book_head,
        fingerprint(one.parts),
        tuple(f"{each.text}。" for each in found),
        logins_of(state.accounts),
        tuple((month, each) for month in state.months.values() for each in month.releases if each.round == one.id),
        _reissues(state, one),
    )


def _reissues(state: State, one: Round) -> tuple[str, ...]:
    """An administrator who issues a key anew could come in as that person: whoever reads the sheet should know."""
    deciders = {one.decision.signature.by} if one.decision is not None else set()
    signers = involved(one) | {seen.signature.by for seen in one.confirmed} | deciders
    found = ((state.accounts[by], login_resets(state).get(by)) for by in sorted(signers) if by in state.accounts)
    return tuple(
        f"{account.name}（{account.login}）　{local_time(reissue.time)}　{reissue.by}"
        for account, reissue in found
        if reissue is not None
    )


# Signatures


@dataclass(frozen=True, slots=True)
class SignLine:
    """A line of the signature block; ``sign`` is ``None`` where nobody signed. ``note`` says if it counts no more."""

    meaning: str
    sign: Sign | None
    comment: str = ""
    note: str = ""

    def cells(self, logins: Mapping[str, str]) -> tuple[str, str, str, int | None, str]:
        """Meaning (with note), name, time, entry and comment."""
        meaning = f"{self.meaning}（{self.note}）" if self.note else self.meaning
        if self.sign is None:
            return meaning, UNSIGNED, "", None, ""
        sign = self.sign
        return meaning, who(sign.by, sign.name, logins), local_time(sign.time), sign.seq, self.comment


def sign_lines(view: RoundReport) -> list[SignLine]:
    """検査, 承認 or 却下, and each 本番開始; those taken back by a reopening stand with it, not here."""
    one, note = view.round, VOID if view.void else ""
    lines = [SignLine("検査", one.signed, note=note if one.signed else "")]
    if one.decision is None:
        lines.append(SignLine("承認", None))
    else:
        sign = one.decision.signature
        lines.append(SignLine(sign.meaning, sign, one.decision.comment, note))
    after = note or ("" if one.state == "approved" else "承認は取消し")
    for month, each in view.releases:
        said = "　".join(text for text in (month.period, month.title, each.comment) if text)
        lines.append(SignLine(each.signature.meaning, each.signature, said, after))
    return lines


def reopening_lines(view: RoundReport) -> Iterator[SignLine]:
    """Each reopening, and under it what it took back."""
    for past in view.round.reopenings:
        yield SignLine("再開", past.signature, past.reason)
        if past.signed is not None:
            yield SignLine(past.signed.meaning, past.signed, note="取消し")
        if past.decision is not None:
            sign = past.decision.signature
            yield SignLine(sign.meaning, sign, past.decision.comment, "取消し")


# Pieces


def overview(view: RoundReport) -> list[tuple[str, str]]:
    """Names and values that say what this is about."""
    one = view.round
    count = len(one.pieces)
    passed = sum(result.passed for result in one.results.values())
    failed = len(one.results) - passed
    return [
        ("工程", view.process.title),
        ("様式", process_form(view.process)),
        ("回", f"第{one.number}回（{one.id}）"),
        ("検証の理由", why_text(one)),
        ("状態", view.status),
        ("現品", f"{count} 部　合格 {passed} 部　不合格 {failed} 部　未検査 {count - len(one.results)} 部"),
        ("現品を選んだ人・日時", f"{who(one.opened.by, one.opened.name, view.logins)}　{local_time(one.opened.time)}"),
        *((("署名した人の鍵の再発行", "、".join(view.reissues)),) if view.reissues else ()),
    ]


def why_text(one: Round) -> str:
    """初回, or 変更 and 随時 with their reason."""
    return "　".join(text for text in (WHY_MADE[one.why], one.reason) if text)


def gates_note() -> str:
    """Says what an approved round is not: no paper may look as if a month's gates had been passed."""
    labels = "、".join(gate.label for gate in GATES.values())
    return f"検証品は工程の承認です。月の関門（{labels}）は、月ごとに別に閉じます。"


def sheet_note(view: RoundReport) -> str:
    """Says so if the wording of the questions is not that of the check sheet the round was opened with."""
    if view.sheet.sha256 == view.round.sheet_sha256:
        return ""
    return "この回の検査票は、今の検査票と違います。確認項目は項目のID、または今の検査票の名称で示します。"


def settings_note(view: RoundReport) -> str:
    """Names the process settings that are asked for now and that the round is not bound to, also not as absent."""
    missing = lacking(view.round.parts, view.sheet)
    return f"この回には、次の工程設定が含まれていません：{'、'.join(missing)}。" if missing else ""


def questions(view: RoundReport) -> list[tuple[str, str]]:
    """Id and label of every question that is in the check sheet or was answered, in one order for all pieces."""
    found = {item.id: item.label for item in view.sheet.items}
    looks = [*view.round.results.values(), *view.round.confirmed, *(gone for gone, _, _ in view.round.withdrawn)]
    for look in looks:
        for answered in look.answers:
            found.setdefault(answered, answered)
    return list(found.items())


def answer_mark(result: PieceResult | None, question: str) -> str:
    """``○``, ``×``, ``―`` where the question was not asked; empty for a piece nobody checked."""
    return "" if result is None else _MARKS.get(result.answers.get(question, ""), NOT_ASKED)


def case_names(piece: PieceChoice) -> list[str]:
    """The special cases that a piece covers."""
    return [_CASE_LABELS.get(case, case) for case in piece.cases]


def place_text(piece: PieceChoice) -> str:
    """File and record, which people count from 1."""
    return f"{piece.file}　番号 {piece.record + 1:,}"


def scan_texts(piece: PieceChoice, result: PieceResult | None) -> list[tuple[str, str, str]]:
    """Side, sign (``○`` the piece's own ID, ``×`` anything else) and what was read, or why not, of all three sides."""
    scans = {} if result is None else result.scans
    return [(SIDE_NAMES[side], *_scan_text(piece, scans.get(side))) for side in SIDES]


def _scan_text(piece: PieceChoice, scan: Scan | None) -> tuple[str, str]:
    if scan is None:
        return "", "未読取"
    if scan.state != "read":
        return "×", f"{_UNREAD[scan.state]}（{scan.reason}）"
    try:
        return "○" if scanned_id(scan) == piece.piece_id else "×", scan.text
    except KenpanError:
        return "×", scan.text


def sequence_notes(view: RoundReport) -> tuple[str, ...]:
    """Gaps, IDs read twice and pieces with others' IDs, once the checkers have signed the round."""
    scans = {number: result.scans for number, result in view.round.results.items()}
    return () if view.round.state == "checking" else sequence_problems(view.round.pieces, scans)


def sequence_verdict(view: RoundReport) -> str:
    """What :func:`sequence_notes` come to; while the checkers are at it, gaps are no news and nothing is judged."""
    if view.round.state == "checking":
        return "判定していません（検査中）"
    found = len(sequence_notes(view))
    return f"× {found} 件あります" if found else "○ ありません"


def verdict(result: PieceResult | None) -> str:
    """合格, 不合格 or 未検査."""
    if result is None:
        return "未検査"
    return "合格" if result.passed else "不合格"
