"""Who works on the day, and with what."""

from tests.ui.at_hand import Person

ADMIN = Person("kanri-1", "管理者１", "Kanri-Ichi-2026")

CHECKERS = Person("kensa-1", "検査員１", "Kensa-Ichi-2026"), Person("kensa-2", "検査員２", "Kensa-Niban-2026")

LEADS = Person("hinshitsu-1", "責任者１", "Shounin-Ichi-2026"), Person("hinshitsu-2", "責任者２", "Shounin-Niban-2026")

PEOPLE = (ADMIN, *CHECKERS, *LEADS)

EDITING = "EDIT 4.2.1"

FILES = {"print_file": b"sides=3\n", "imposition": b"sheet=4up\n", "press": b"duplex=on\nregister=0.10\n"}
