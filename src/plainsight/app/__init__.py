"""One verb per file; the only room where the others meet."""
