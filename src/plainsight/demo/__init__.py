"""One made-up case, played by the verbs of `app`. Nobody in it exists, and no command needs it.

Who acts, what they know and what they do; doors decide where it happens and how it is shown.
"""
