"""From a legal request to its answer: the verbs of the response desk."""
