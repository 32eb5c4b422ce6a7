"""What people see in another language than Japanese.

The program thinks in Japanese: a finding, a refusal, the name of a state, whatever stands in the ledger, in a paper or
in a file is Japanese, whoever sits there. It is turned into the chosen language on its way to a person's eyes, and
nowhere else: ``tr`` stands where a text reaches a widget or a terminal.

* ``tr("媒体を開く")`` looks a text up in the catalogue (``resources/locale``, gettext).
* ``tr("{n:,} 件を照合しています", n=n)`` is a message with values, which may be texts of the program themselves.
* ``tr(error.what)``: what the core has put together is recognised (:mod:`app.language.recognising`); data (a name, what
  somebody typed) is none of the catalogue's texts and stays as it is.
"""

from app.language.catalogue import texts
from app.language.recognising import Data, Recogniser

__all__ = ["JAPANESE", "LANGUAGES", "VARIABLE", "Data", "choose", "chosen", "tr"]

JAPANESE, VARIABLE = "ja", "KENPAN_LANGUAGE"
LANGUAGES = {JAPANESE: "日本語", "en": "English"}
"""Code → what a language calls itself."""


class _Chosen:
    """The language of this process; Japanese until somebody says otherwise."""

    code = JAPANESE
    recogniser: Recogniser | None = None


def choose(code: str) -> None:
    """Speak this language of :data:`LANGUAGES` from now on; what is on a screen already is not said again."""
    if code not in LANGUAGES:
        raise ValueError(code)
    _Chosen.recogniser = None if code == JAPANESE else Recogniser(texts(code))
    _Chosen.code = code


def chosen() -> str:
    """The code of the language that is spoken."""
    return _Chosen.code


def tr(text: str, /, **values: object) -> str:
    """A text as it is shown; with ``values`` a message, in which they stand by name."""
    if _Chosen.recogniser is None:
        return text.format(**values) if values else text
    if values:
        return _Chosen.recogniser.message(text, values)
    return _Chosen.recogniser.told(text)
