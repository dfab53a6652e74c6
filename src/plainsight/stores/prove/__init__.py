"""The audit log in SQL; exported logs and statements as folders."""
