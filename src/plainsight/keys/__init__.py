"""Keys that sign checkpoints and packages."""
