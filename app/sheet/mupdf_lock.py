"""One lock around PyMuPDF: its context is shared by all threads, even for different documents."""

import threading

MUPDF = threading.RLock()
