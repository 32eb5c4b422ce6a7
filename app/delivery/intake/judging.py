"""The rules over pages and documents: whose each page is, whether all is there once, whether everything agrees.

A page is its establishment's only if it names that one, after the label, once, and no other anywhere. Pages that
belong together are known by their numbers (1/2, 2/2), in the order of the file: one of another establishment between
them is a swapped page, not one to be sorted in.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from app.delivery.forms import ROWS, FormTable, SumSpec
from app.delivery.intake.facts import PageFacts, plain
from app.delivery.intake.model import Enrolled, Finding


class Piece(NamedTuple):
    """A form of one establishment ("" for one that is all's): its pages in the order of the file."""

    establishment: str
    form: str
    pages: tuple[PageFacts, ...]


class Judge:
    """Looks at pages with what is known of establishments (names by number) and of those enrolled."""

    def __init__(self, table: FormTable, names: Mapping[str, str], period: str, enrolled: Enrolled | None) -> None:
        self.table, self.period, self.enrolled = table, period, enrolled
        self.names = {number: plain(name) for number, name in names.items()}
        self.findings: list[Finding] = []

    def say(self, rule: str, page: PageFacts, establishment: str, message: str, found: str = "") -> None:
        """An error of a page."""
        self.findings.append(Finding(rule, "error", page.file, page.page, establishment, message, found))

    def pieces(self, pages: Sequence[PageFacts]) -> list[Piece]:
        """The forms in the pages of all files, each page judged by itself."""
        found: list[Piece] = []
        run: list[PageFacts] = []
        for page in pages:
            whose = self._page(page)
            if whose is None:
                continue
            if page.place is not None and page.place[0] > 1 and run and self._goes_on(run, page):
                run.append(page)
            else:
                found += self._closed(run)
                run = [page]
        return [*found, *self._closed(run)]

    # One page

    def _page(self, page: PageFacts) -> str | None:
        """Whose a page is; ``None`` where nobody can say."""
        own = page.establishments[0] if len(page.establishments) == 1 else ""
        if page.problem:
            self.say("delivery.unreadable", page, "", f"読めません。{page.problem}")
            return None
        if page.unseen:
            self._blame("delivery.hidden", page, f"目に見えない文字が {page.unseen:,} 字あります。")
        if page.unproved:
            told = f"書体を知らないため、描かれた文字（{page.unproved}）を確かめられません。検査員が目で確かめます。"
            self.findings.append(Finding("delivery.unproved", "warning", page.file, page.page, own, told))
        if page.picture:
            told = "画像・図か、重なった文字があり、何が描かれているか読めません。検査員が目で確かめます。"
            self.findings.append(Finding("delivery.picture", "warning", page.file, page.page, own, told))
        if len(page.forms) != 1:
            self._blame("delivery.unknown", page, "帳票の種類が分かりません。")
            return None
        if set(page.periods) != {self.period}:
            told = "・".join(page.periods) or "なし"
            self._blame("delivery.period", page, f"対象年月が {self.period} ではありません（{told}）。")
        others = self._others(page, own)
        if self.table.forms[page.forms[0]].common:
            if page.establishments or others:
                self._blame("delivery.mixed", page, "全事業所あての帳票に、事業所が書かれています。")
            return ""
        if not own:
            told = "・".join(page.establishments) or "なし"
            self._blame("delivery.establishment", page, f"事業所番号が1つに決まりません（{told}）。")
            return None
        if own not in self.names:
            self.say("delivery.stranger", page, own, "登録のない事業所です。", own)
            return None
        if page.names and set(page.names) != {self.names[own]}:
            self.say("delivery.name", page, own, f"事業所の名称が登録（{self.names[own]}）と違います。", page.names[0])
        for other in others:
            self._both("delivery.mixed", page, own, other, "別の事業所の番号か名称が書かれています。")
        self._persons(page, own)
        return own

    def _blame(self, rule: str, page: PageFacts, message: str) -> None:
        """An error of whoever is named on the page; of everybody where nobody is."""
        for own in page.establishments or ("",):
            self.say(rule, page, own, message)

    def _both(self, rule: str, page: PageFacts, own: str, other: str, message: str) -> None:
        self.say(rule, page, own, message, other)
        self.say(rule, page, other, message, own)

    def _others(self, page: PageFacts, own: str) -> list[str]:
        """Other establishments whose number or name stands anywhere on the page."""
        numbers = set(re.findall(r"(?<![0-9A-Z,.-])[0-9A-Z]{1,16}(?![0-9A-Z,.-])", page.text)) | {*page.establishments}
        called, whole = self.names.get(own, ""), page.text.replace(" ", "")
        rest = whole.replace(called, "\0") if called else whole
        found = [
            other
            for other, name in self.names.items()
            if other != own
            and name != called
            and (other in numbers or name in (rest if name in called else whole))  # 見本製作所 is in 見本製作所第二
        ]
        return found + [other for other in page.establishments if other != own and other not in self.names]

    def _persons(self, page: PageFacts, own: str) -> None:
        spec = self.table.forms[page.forms[0]]
        if not spec.persons or self.enrolled is None:
            return
        for person in page.persons:
            known = self.enrolled.persons.get(person.number)
            if known is None and spec.new:
                continue
            if known is None:
                self.say("delivery.person", page, own, "加入者の一覧にない加入者番号です。", person.number)
            elif known[0] != own:
                self._both("delivery.person", page, own, known[0], f"{known[0]} の加入者の行です（{person.number}）。")
            elif known[1] != person.name:
                self.say("delivery.person", page, own, "氏名が加入者の一覧と違います。", person.number)

    # Pages that belong together

    def _goes_on(self, run: Sequence[PageFacts], page: PageFacts) -> bool:
        first, last = run[0], run[-1]
        if page.place is None or last.place is None or page.file != last.file:
            return False
        if (page.place[0], page.place[1]) != (last.place[0] + 1, last.place[1]) or page.forms != first.forms:
            return False
        if page.establishments != first.establishments:
            own, other = "".join(first.establishments[:1]), "".join(page.establishments[:1])
            told = f"{own} の帳票の頁の間に、{other} の頁が入っています。"
            self._both("delivery.swapped", page, own, other, told)
        return True

    def _closed(self, run: Sequence[PageFacts]) -> Iterator[Piece]:
        if not run:
            return
        first = run[0]
        own = first.establishments[0] if first.establishments else ""
        if first.page is not None:
            told = [page.place for page in run]
            if told != [(number, len(run)) for number in range(1, len(run) + 1)]:
                self._blame("delivery.pages", first, "頁が揃っていません。")
        yield Piece(own, first.forms[0], tuple(run))

    # All of an establishment

    def judge(self, pieces: Sequence[Piece]) -> None:
        """What is missing or there twice; persons of two establishments; amounts that do not agree."""
        by_one: dict[str, dict[str, list[Piece]]] = {number: {} for number in self.names}
        for piece in pieces:
            by_one.setdefault(piece.establishment, {}).setdefault(piece.form, []).append(piece)
        for own, forms in by_one.items():
            self._complete(own, forms)
        named = {one for one in by_one if one}
        if self.enrolled is None:
            for own in sorted(named):
                told = "加入者の一覧がないため、行の加入者がこの事業所の人か確かめていません。"
                self.findings.append(Finding("delivery.roster", "warning", "", None, own, told))
            self._strangers(pieces)

    def _complete(self, own: str, forms: Mapping[str, Sequence[Piece]]) -> None:
        for form, found in forms.items():
            if len(found) > 1:
                title = self.table.forms[form].title
                self.say("delivery.double", found[1].pages[0], own, f"{title}が {len(found)} 部あります。")
        if not own or not forms:
            return
        for spec in self.table.forms.values():
            if spec.every and spec.id not in forms:
                told = f"{spec.title}がありません。"
                self.findings.append(Finding("delivery.missing", "error", "", None, own, told))
        for one in self.table.sums:
            if one.forms <= forms.keys():
                self._sum(own, one, {form: found[0] for form, found in forms.items()})

    def _sum(self, own: str, spec: SumSpec, forms: Mapping[str, Piece]) -> None:
        def side(terms: Sequence[tuple[int, str, str]]) -> int | None:
            total = 0
            for factor, form, key in terms:
                value = amount_in(forms[form], key)
                if value is None:
                    return None
                total += factor * value
            return total

        left, right = side(spec.left), side(spec.right)
        if left is None or left != right:
            told = [("読めません" if value is None else f"{value:,} 円") for value in (left, right)]
            page = forms[spec.left[0][1]].pages[0]
            self.say("delivery.sum", page, own, f"{spec.label}が合いません（{told[0]}と{told[1]}）。")

    def _strangers(self, pieces: Sequence[Piece]) -> None:
        """Without a list: nobody is enrolled at two establishments."""
        seen: dict[str, tuple[str, PageFacts]] = {}
        for piece in pieces:
            for page in piece.pages:
                for person in page.persons:
                    other, _ = seen.setdefault(person.number, (piece.establishment, page))
                    if other != piece.establishment:
                        told = f"同じ加入者番号（{person.number}）が、2つの事業所にあります。"
                        self._both("delivery.person", page, piece.establishment, other, told)


def amount_in(piece: Piece, key: str) -> int | None:
    """An amount of a form: as it stands behind its label, or of all rows."""
    if key == ROWS:
        return sum(person.amount or 0 for page in piece.pages for person in page.persons)
    found = {page.amounts[key] for page in piece.pages if key in page.amounts}
    return found.pop() if len(found) == 1 else None


def of_batch(findings: Collection[Finding]) -> tuple[Finding, ...]:
    """Each once, in the order of files and pages."""
    order = {"error": 0, "warning": 1}
    return tuple(
        sorted(dict.fromkeys(findings), key=lambda one: (order[one.severity], one.file, one.page or 0, one.rule))
    )
