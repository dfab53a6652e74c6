"""Public pages: pages for everyone."""
