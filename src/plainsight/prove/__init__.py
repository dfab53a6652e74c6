"""The audit log a stranger can check from files alone."""
