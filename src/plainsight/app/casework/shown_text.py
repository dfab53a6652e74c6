"""A post's text as it can be looked at."""

_HIDDEN = {  # characters that hide, as something to look at
    **dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0xFEFF), "·"),
    **dict.fromkeys((*range(0x2060, 0x206A), *range(0xD800, 0xE000)), "·"),
    **dict.fromkeys((*range(9), *range(11, 32), *range(0x7F, 0xA0)), "�"),
}


def shown(text: str) -> str:
    """The text, each character that hides made visible; of the same length."""
    return text.translate(_HIDDEN)
