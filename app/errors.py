"""The one exception a person may see, and its wording."""

from app.shown import shown


class KenpanError(Exception):
    """Input that cannot be used, said so that a checker knows what to do next.

    ``code`` is a stable name (``file.key``, ``volume.missing`` …). ``what`` says what happened and
    ``next_step`` what to do about it, both in Japanese and free of text taken from the media other
    than ``file``. ``place`` names the spot inside the file ("980 バイト目", "シート1 行3").
    What cannot be seen in any of them is written as its code (:mod:`app.shown`); only ``what`` and ``next_step`` have
    lines.
    """

    def __init__(self, code: str, what: str, next_step: str, *, file: str = "", place: str = "") -> None:
        self.code = code
        self.what = shown(what, keep="\n")
        self.next_step = shown(next_step, keep="\n")
        self.file = shown(file)
        self.place = shown(place)
        super().__init__(code, self.what, self.next_step, self.file, self.place)

    def __str__(self) -> str:
        where = "・".join(part for part in (self.file, self.place) if part)
        return f"{where}：{self.what}{self.next_step}" if where else f"{self.what}{self.next_step}"


class Cancelled(Exception):
    """Raised out of long work after its ``Progress`` said to stop. Never shown as an error."""
