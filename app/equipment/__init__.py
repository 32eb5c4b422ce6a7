"""Forms, fonts, envelope, offices and dictionary in use, and the one printer: record → content → sheet → envelope."""
