"""What was shown at a signature is what stands in the ledger."""

from contextlib import contextmanager


@contextmanager
def recorded_as_shown(book, dialog):
    """Around a signature that is given in this dialog: whatever is signed with it means what it showed."""
    before, shown = book.history()[-1].seq, dialog.meaning.text()
    yield
    made = [entry for entry in book.history(after=before) if entry.signature]  # a refused password signs nothing
    if made:
        assert "・".join(dict.fromkeys(entry.meaning for entry in made)) == shown
