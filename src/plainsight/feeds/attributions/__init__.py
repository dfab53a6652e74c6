"""Lists of who controls what."""
