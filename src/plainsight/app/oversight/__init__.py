"""What was promised and what was done: the verbs of those who oversee."""
