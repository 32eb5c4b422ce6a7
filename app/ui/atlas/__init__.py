"""The 外字 atlas: every code of the loaded font, and where the volume uses it."""
