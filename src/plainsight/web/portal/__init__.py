"""Portal: pages for officers."""
