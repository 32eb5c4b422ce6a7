"""The one exception a person may see, and its wording."""


class KenpanError(Exception):
    """Input that cannot be used, said so that a checker knows what to do next.

    ``code`` is a stable name (``file.key``, ``volume.missing`` …). ``what`` says what happened and
    ``next_step`` what to do about it, both in Japanese and free of text taken from the media other
    than ``file``. ``place`` names the spot inside the file ("980 バイト目", "シート1 行3").
    """

    def __init__(self, code: str, what: str, next_step: str, *, file: str = "", place: str = "") -> None:
        super().__init__(code, what, next_step, file, place)
        self.code = code
        self.what = what
        self.next_step = next_step
        self.file = file
        self.place = place

    def __str__(self) -> str:
        where = "・".join(part for part in (self.file, self.place) if part)
        return f"{where}：{self.what}{self.next_step}" if where else f"{self.what}{self.next_step}"


class Cancelled(Exception):
    """Raised out of long work after its ``Progress`` said to stop. Never shown as an error."""
