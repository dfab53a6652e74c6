"""Alerts reviewed, cases worked, reports filed: the verbs of the people who decide."""
