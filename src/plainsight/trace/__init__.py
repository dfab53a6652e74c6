"""Where the money came from and went. Pure."""
