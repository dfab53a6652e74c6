"""Transfers and chains in, findings and trails out: the verbs of the room that follows money."""
