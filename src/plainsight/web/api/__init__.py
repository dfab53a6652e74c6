"""The API: for machines, typed and versioned."""
