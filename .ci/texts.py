"""The catalogue of the English texts: `python .ci/texts.py` writes kenpan.po and kenpan.mo in resources/locale anew.

The program's texts are Japanese literals, wherever they stand (app/language says why). All of them are taken, f-strings
as messages with named values, except where a module's Japanese is data (.ci/texts.toml). What was translated before
stays; what is new stands there untranslated and is named; what is gone is left out. Needs Babel.
"""

import ast
import csv
import keyword
import re
import string
import sys
import tomllib
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "resources" / "locale" / "en" / "LC_MESSAGES" / "kenpan.po"
MO = PO.with_suffix(".mo")
_WRITTEN = datetime(2026, 11, 27, tzinfo=UTC)
"""The same in every catalogue: files say only what changed."""

_JAPANESE = re.compile(r"[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff]")
_WIDE = re.compile(r"[\u3000-\u303f\uff00-\uffef・]")
_MAY = re.compile(rf"{_JAPANESE.pattern}|{_WIDE.pattern}|\\[uUNx]")
"""A line without any of these has no text."""
_REGEX = re.compile(r"\[\^|\\d|\\s|\(\?|\]\{|\]\+|\]\*|\.\+|[ァぁ一]-[ヶん龥龠]")
_TABLE = re.compile("^[ぁ-ゖ゛゜ァ-ヺー〇]$|^[ぁ-ゖ]{8,}$|^〇一|^漢…$|SELECT |\x1b")
"""Tables of characters, samples for measuring, questions to a database."""

_SAID = tomllib.loads((ROOT / ".ci" / "texts.toml").read_text(encoding="utf-8"))
DATA, SHOWN = tuple(_SAID["data"]), frozenset(_SAID["shown"])


def extract(root: Path = ROOT) -> dict[str, list[str]]:
    """Every text of the program → the files that it stands in."""
    found: dict[str, list[str]] = {}
    for path in sorted((root / "app").rglob("*.py")):
        place = path.relative_to(root).as_posix()
        for text in texts_of(path.read_text(encoding="utf-8"), place):
            found.setdefault(text, []).append(place)
    for path, text in _tables(root / "resources"):
        found.setdefault(text, []).append(path.relative_to(root).as_posix())
    return found


def texts_of(source: str, place: str) -> Iterator[str]:
    """The texts of a module; ``place``: its path from the root."""
    for node, parents in literals(source):
        text = message(node)
        if not _is_data(node, text, parents, place):
            yield text


def literals(source: str) -> list[tuple[ast.Constant | ast.JoinedStr, list[ast.AST]]]:
    """Every literal with Japanese or its punctuation, an f-string as one, with what it stands in; docstrings not."""
    found: list[tuple[ast.Constant | ast.JoinedStr, list[ast.AST]]] = []
    may = [number for number, line in enumerate(source.split("\n"), 1) if _MAY.search(line)]
    if not may:
        return found

    def visit(node: ast.AST, parents: list[ast.AST]) -> None:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return
        if isinstance(node, ast.stmt) and not getattr(node, "decorator_list", ()):  # these stand in lines before
            first = bisect_left(may, node.lineno)
            if first == len(may) or may[first] > (node.end_lineno or node.lineno):
                return
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str) and _JAPANESE.search(node.value):
                found.append((node, parents))
            return
        if isinstance(node, ast.JoinedStr):
            own = "".join(part.value for part in node.values if isinstance(part, ast.Constant))
            if _JAPANESE.search(own) or _WIDE.search(own):
                found.append((node, parents))
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    visit(part.value, [*parents, node, part])
            return
        inside = [*parents, node]
        for child in ast.iter_child_nodes(node):
            visit(child, inside)

    visit(ast.parse(source), [])
    return found


def _is_data(node: ast.expr, text: str, parents: list[ast.AST], place: str) -> bool:
    raised = any(isinstance(one, ast.Raise) for one in parents)
    if place.startswith(DATA) and place not in SHOWN and not raised:
        return True
    if _TABLE.search(text):
        return True
    if not isinstance(node, ast.Constant):
        return False
    parent = parents[-1]
    compared = isinstance(parent, ast.Compare) or (
        isinstance(parent, (ast.Tuple, ast.Set, ast.List)) and isinstance(parents[-2], ast.Compare)
    )
    if compared or isinstance(parent, (ast.Attribute, ast.Subscript, ast.MatchValue)) or _REGEX.search(text):
        return True
    if isinstance(parent, ast.Call) and node in parent.args:
        return getattr(parent.func, "attr", getattr(parent.func, "id", "")) in _SAID["calls"]
    return False


def _tables(resources: Path) -> Iterator[tuple[Path, str]]:
    for name, keys in _SAID["tables"].items():
        base = resources / name
        for path in [base] if base.is_file() else sorted(base.rglob("*.toml")):
            for at, text in _values(tomllib.loads(path.read_text(encoding="utf-8")), ""):
                if _JAPANESE.search(text) and any(_fits(at, key) for key in keys):
                    yield from ((path, one) for one in {text, *(text.split("/") if at.endswith("section") else ())})
    for name, columns in _SAID["columns"].items():
        with (resources / name).open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                yield from ((resources / name, row[column]) for column in columns if _JAPANESE.search(row[column]))


def _values(value: object, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _values(one, f"{at}.{key}" if at else key)
    elif isinstance(value, list):
        for one in value:
            yield from _values(one, at)
    elif isinstance(value, str):
        yield at, value


def _fits(at: str, key: str) -> bool:
    if key.endswith("*"):
        return at.startswith(key[:-1])
    return at.endswith(key[1:]) if key.startswith("*") else at == key


# How an f-string becomes a message with values by name


def message(node: ast.Constant | ast.JoinedStr) -> str:
    """The text of a literal; the values of an f-string by name."""
    return node.value if isinstance(node, ast.Constant) else template(node, Values())


class Values:
    """The names of a message's values, by what they are in the source."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self._of: dict[str, str] = {}

    def name(self, node: ast.expr) -> str:
        """The same for the same source, another for another."""
        source = ast.unparse(node)
        if source in self._of:
            return self._of[source]
        wanted = name = _cut(_wish(node, 0))
        number = 2
        while name in self.names:
            name, number = f"{wanted}_{number}", number + 1
        self._of[source], self.names[name] = name, source
        return name


def template(node: ast.JoinedStr, values: Values) -> str:
    """The f-string's text, with names in place of what it computes."""
    out = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            out.append(part.value.replace("{", "{{").replace("}", "}}"))
            continue
        assert isinstance(part, ast.FormattedValue)
        spec, value = "", part.value
        if isinstance(part.format_spec, ast.JoinedStr):
            if all(isinstance(one, ast.Constant) for one in part.format_spec.values):
                spec = ":" + "".join(one.value for one in part.format_spec.values if isinstance(one, ast.Constant))
            else:  # a width that is itself a value: formatted before
                out.append("{" + values.name(ast.JoinedStr([part])) + "}")
                continue
        conversion = "!" + chr(part.conversion) if part.conversion != -1 else ""
        out.append("{" + values.name(value) + conversion + spec + "}")
    return "".join(out)


_WEAK = frozenset({"get", "group", "strip", "format", "text", "name", "label", "join", "value", "str", "word", "title"})
_THROUGH = frozenset(
    {"strip", "get", "group", "format", "isoformat", "strftime", "hex", "upper", "lower", "decode", "replace", "total"}
    | {"removesuffix", "removeprefix", "rstrip", "lstrip"}
)
_OF = frozenset({"str", "int", "sorted", "list", "tuple", "max", "min", "abs", "round", "next", "repr"})
_TOLD = frozenset(
    {"_words", "shown", "plain", "date_text", "time_text", "told", "escape", "jst", "short", "words", "tr"}
)
_LONGEST = 28


def _wish(node: ast.AST, depth: int) -> str:
    """A telling name for what an expression gives."""
    match node:
        case ast.Name(name):
            return _word(name)
        case ast.Attribute(value, attr):
            if attr in _WEAK and depth == 0:
                parent = _wish(value, 1)
                if parent not in ("self", "value") and len(parent) > 1:
                    return _word(f"{parent}_{attr}") if attr in ("name", "label", "title") else parent
            return _word(attr)
        case ast.Call():
            return _wish_of_call(node)
        case ast.Subscript(value, ast.Constant(str(key))) if not _JAPANESE.search(key):
            return _word(key)
        case ast.Subscript(value, _):
            return _wish(value, 1)
        case ast.BinOp(first, _, second) | ast.IfExp(_, first, second):
            wish = _wish(first, 1)
            return wish if wish != "value" else _wish(second, 1)
        case ast.BoolOp(_, [first, *_]) | ast.UnaryOp(_, first) | ast.Starred(first) | ast.Await(first):
            return _wish(first, 1)
        case ast.GeneratorExp(_, [first, *_]) | ast.ListComp(_, [first, *_]):
            return _wish(first.iter, 1)
    return "value"


def _wish_of_call(node: ast.Call) -> str:
    called, first = node.func, node.args[0] if node.args else None
    name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else "value"
    if first is None and not (isinstance(called, ast.Attribute) and name in _THROUGH):
        return _word(name)
    if name == "len" and first is not None:
        inner = _wish(first, 1)
        return inner if inner.startswith("n_") else f"n_{inner}"
    if name == "join" and first is not None:
        return _wish(first, 1)
    if name == "sum":
        return "n"
    if name in _OF and first is not None:
        return _wish(first, 1)
    if isinstance(called, ast.Attribute) and name in _THROUGH:
        key = first.value if isinstance(first, ast.Constant) and name in ("get", "group") else None
        if isinstance(key, str) and key.isascii():
            return _word(key)
        return _wish(called.value, 1)
    return _wish(first, 1) if name in _TOLD and first is not None else _word(name)


def _word(text: str) -> str:
    text = re.sub("__+", "_", re.sub(r"\W", "_", text, flags=re.ASCII).strip("_").lower())
    if not text or text[0].isdigit():
        text = f"value_{text}" if text else "value"
    return f"{text}_" if keyword.iskeyword(text) else text


def _cut(name: str) -> str:
    if name in ("self", "cls", "_", "msgid"):
        return "value"
    return name[:_LONGEST].rstrip("_") if len(name) > _LONGEST else name


# What a translation must keep

_LEFT = re.compile(
    "[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uff10-\uff5e\uff65-\uff9f\u3001\u3002\u3008-\u3011\u3014-\u301f]"
)
SIGNS = frozenset(
    "元年髙濵﨑ー一〇○〓〔〕円月日々ヶヵノケガ長音ァィゥェォッャュョ丁目番地号令和平成昭大正明治別口工エ力カ二ニ夕タ"
)
"""Signs that a text may be about, where the Japanese has them, too."""
_MNEMONIC = re.compile(r"\(&([A-Z0-9])\)|&([A-Za-z0-9])")
_TAG = re.compile(r"</?\w+")


def faults(msgid: str, msgstr: str) -> Iterator[str]:
    """What is wrong with a translation."""
    if not msgstr.strip():
        yield "not translated"
        return
    wanted = _fields(msgid)
    if wanted is not None and wanted != _fields(msgstr):
        yield f"other values than {sorted(wanted)}"
    if wanted is None and msgid.count("{") != msgstr.count("{"):
        yield "other braces"
    if _mnemonic(msgid) != _mnemonic(msgstr):
        yield f"another mnemonic than {_mnemonic(msgid)!r}"
    left = {one for one in msgstr if _LEFT.match(one)}
    if left and not left <= SIGNS & set(msgid):
        yield f"Japanese left: {''.join(sorted(left))}"
    if "<" in msgid and sorted(_TAG.findall(msgid)) != sorted(_TAG.findall(msgstr)):
        yield "other tags"


def _fields(text: str) -> set[tuple[str, str, str]] | None:
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:  # braces that are no values
        return None
    return {(name, conversion or "", spec or "") for _literal, name, spec, conversion in parts if name is not None}


def _mnemonic(text: str) -> str:
    found = _MNEMONIC.search(re.sub("&(amp|lt|gt|quot|nbsp);", "", text.replace("&&", "")))
    return (found[1] or found[2]).upper() if found else ""


def catalogue(po: Path = PO) -> Catalog:
    """The catalogue as it is."""
    with po.open("rb") as file:
        return read_po(file, locale="en", domain="kenpan")


def renewed(found: dict[str, list[str]], before: dict[str, str]) -> Catalog:
    """Of the texts that there are now, each with its translation of before."""
    catalog = Catalog(
        locale="en",
        domain="kenpan",
        project="Kenpan",
        header_comment="# English for Kenpan.",
        creation_date=_WRITTEN,
        revision_date=_WRITTEN,
        fuzzy=False,
    )
    for text in sorted(found, key=lambda one: (found[one][0], one)):
        flags = ["python-brace-format"] if "{" in text else []
        places = [(place, None) for place in dict.fromkeys(found[text])]
        catalog.add(text, before.get(text, ""), locations=places, flags=flags)
    return catalog


def main() -> int:
    """Write both files anew; 1 where something is untranslated or wrong."""
    before = {one.id: one.string for one in catalogue() if one.id} if PO.exists() else {}
    catalog = renewed(extract(), before)
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalog, width=0, omit_header=False)
    with MO.open("wb") as file:
        write_mo(file, catalog)
    wrong = [(one.id, fault) for one in catalog if one.id for fault in faults(one.id, one.string)]
    for msgid, fault in wrong:
        print(f"{msgid!r}: {fault}")
    print(f"{len(catalog)} texts, {len(wrong)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
