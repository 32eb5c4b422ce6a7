"""Acts at the desk."""

from app.signoff.ledger import Draft

EXPORT = Draft("export.made", {"kind": "pdf", "name": "x.pdf", "size": 3, "sha256": "0" * 64})


def export(name="x.pdf"):
    return lambda _state, _by: Draft("export.made", {**EXPORT.data, "name": name})
