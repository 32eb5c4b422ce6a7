"""Commands as people give them, and what came of them."""

from pathlib import Path

from app.commands.main import main
from app.signoff import login
from tests.house import PASSWORD

TOKYO = "ZMGKK#2101"


CHECKER, LEAD, TRAINER, ADMIN = "kensa-1", "hinshitsu-1", "kenshu-1", "kanri-1"


def said(capsys, *arguments: object) -> tuple[int, str, str]:
    code = main([str(one) for one in arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def since(house, count: int) -> list:
    """Entries that came after so many."""
    return list(house.book.history(after=count))


def every_command(medium, out):
    return {
        "show": ("show", medium, TOKYO, 1),
        "envelope": ("envelope", medium, TOKYO, 1),
        "render": ("render", medium, TOKYO, 1, "-o", out / "x.pdf", "--png", out, "--items", out / "x.json"),
        "check": (
            *("check", medium, "--json", out / "c.json", "--xlsx", out / "c.xlsx", "--report", out / "r.xlsx"),
            *("--no-barcode", out / "n.xlsx"),
        ),
        "glyphs": ("glyphs", medium, "-o", out / "g.pdf"),
    }


COMMANDS = tuple(every_command("", Path()))


def new_device(house, who) -> str:
    """A recovery code of a device that was set up anew, after the clock was moved past the last code."""
    import pyotp

    initial = login.reset_person(house.book, house.sessions[ADMIN], house.id_of(who), "機器の紛失")
    login.set_password(house.book, who, initial, PASSWORD)
    offer = login.offer_code(house.book, who)
    return login.enrol_code(house.book, who, PASSWORD, offer, pyotp.TOTP(offer.secret).at(house.clock()))[0]
