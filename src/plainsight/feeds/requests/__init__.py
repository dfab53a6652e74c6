"""Legal requests, and the hostile documents that come with them."""
