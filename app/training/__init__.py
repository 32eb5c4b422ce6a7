"""Sample media: real encrypted volumes of artificial establishments, for training, demonstration and tests."""
