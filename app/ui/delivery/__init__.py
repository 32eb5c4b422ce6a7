"""配信: forms out and their receipt, notifications in, machines and establishments."""
