"""The window around all screens: navigation, status, workers, the session, opening."""
