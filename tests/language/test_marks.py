"""What reaches a widget is told: no Japanese literal goes there by itself."""

import ast
from pathlib import Path

import pytest

from app.language.patterns import JAPANESE

UI = Path(__file__).resolve().parents[2] / "app" / "ui"
METHODS = frozenset(
    {"setText", "setToolTip", "setWindowTitle", "setAccessibleName", "setAccessibleDescription", "setPlaceholderText"}
    | {
        "setTitle",
        "setTabText",
        "setTabToolTip",
        "addTab",
        "addItem",
        "addMenu",
        "setHorizontalHeaderLabels",
        "setFormat",
    }
    | {"drawText", "addButton", "getExistingDirectory"}
)
CLASSES = frozenset(
    {
        "QLabel",
        "QPushButton",
        "QCheckBox",
        "QRadioButton",
        "QGroupBox",
        "QAction",
        "QMenu",
        "QDockWidget",
        "QMessageBox",
    }
    | {"QTableWidgetItem"}
)
UNTOLD = frozenset({"tour", "bench.py", "bench_lists.py", "bench_use.py"})
"""What types for people who look at pictures, and what measures."""


def untold(source: str) -> list[int]:
    """Lines with a Japanese literal that a widget is given as it is."""
    found = []
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call):
            continue
        to = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if to in METHODS or to in CLASSES:
            given = [*call.args, *(one.value for one in call.keywords)]
            found += [one.lineno for one in given if _japanese(one)]
    return found


def _japanese(node: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return _japanese(node.body) or _japanese(node.orelse)
    if isinstance(node, (ast.List, ast.Tuple)):
        return any(map(_japanese, node.elts))
    texts = [node] if isinstance(node, ast.Constant) else node.values if isinstance(node, ast.JoinedStr) else []
    return any(
        isinstance(one, ast.Constant) and isinstance(one.value, str) and JAPANESE.search(one.value) for one in texts
    )


def test_every_japanese_text_of_a_widget_is_told() -> None:
    modules = [path for path in UI.rglob("*.py") if not UNTOLD & set(path.relative_to(UI).parts)]
    assert len(modules) > 200
    left = {str(path.relative_to(UI)): lines for path in modules if (lines := untold(path.read_text(encoding="utf-8")))}
    assert left == {}


@pytest.mark.parametrize("source", ['x.setText("検査")', 'QLabel(f"{n} 件")', 'x.addTab(page, "検査" if a else b)'])
def test_one_that_is_not_told_is_found(source: str) -> None:
    assert untold(source) == [1]


@pytest.mark.parametrize("source", ['x.setText(tr("検査"))', 'QLabel("漢字"[:0] or name)', 'x.setObjectName("検査")'])
def test_one_that_is_told_or_not_shown_is_none(source: str) -> None:
    assert untold(source) == []
