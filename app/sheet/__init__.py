"""Where it is printed: forms in mm, text fitting, PDF, envelope geometry, fonts and glyphs. Never sees a record."""
