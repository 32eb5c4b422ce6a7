"""Who works here: first start, logging in, signing, locking the screen."""
