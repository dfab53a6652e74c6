"""The policy folders, read, checked and complained about like a compiler would."""
