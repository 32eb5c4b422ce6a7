"""argparse's own words in Japanese: it takes them from gettext, and has no Japanese catalogue."""

import argparse

_WORDS = {
    "usage: ": "使い方: ",
    "positional arguments": "引数",
    "options": "オプション",
    "show this help message and exit": "この説明を表示して終わる",
    "show program's version number and exit": "版を表示して終わる",
    "the following arguments are required: %s": "次の引数が要ります: %s",
    "one of the arguments %s is required": "次のどれか 1 つが要ります: %s",
    "unrecognized arguments: %s": "知らない引数です: %s",
    "argument %(argument_name)s: %(message)s": "引数 %(argument_name)s: %(message)s",
    "not allowed with argument %s": "%s と一緒には使えません",
    "ignored explicit argument %r": "値は付けられません: %r",
    "expected one argument": "値が 1 つ要ります",
    "expected at most one argument": "値は 1 つまでです",
    "expected at least one argument": "値が 1 つ以上要ります",
    "invalid choice: %(value)r (choose from %(choices)s)": "選べない値です: %(value)r（%(choices)s から選ぶ）",
    "invalid %(type)s value: %(value)r": "値が正しくありません: %(value)r",
    "ambiguous option: %(option)s could match %(matches)s": "どれか決まりません: %(option)s（%(matches)s）",
    "%(prog)s: error: %(message)s\n": "%(prog)s: 誤り: %(message)s\n",
}


def speak_japanese() -> None:
    """Give argparse Japanese words for what it says by itself; what it has no word for here stays as it is."""
    argparse._ = lambda text: _WORDS.get(text, text)  # type: ignore[attr-defined]
    argparse.ngettext = lambda one, many, count: "値が %s つ要ります" if "%s" in many else one  # type: ignore[attr-defined]
