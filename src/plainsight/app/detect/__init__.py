"""Posts in, alerts out: the verbs of the room that finds adverts."""
