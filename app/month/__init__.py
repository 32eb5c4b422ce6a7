"""The open month: what was received for it, looking at it, its findings, its dates, and what it keeps."""
