"""The audit log signed, exported and verified: the verbs of the room that proves."""
