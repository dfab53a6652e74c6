"""Words of adding, which make a contact of what stands next to a platform's name: 加薇, +v."""

# Homophones included; longest first.
_WORDS = (
    "添加", "联系", "jia", "add", "加", "伽", "家", "佳", "夹", "珈", "珂", "嘉", "茄", "甲", "咖",
)  # fmt: skip
_BETWEEN = ("一下我的", "下我的", "一下", "我的", "me on", "my", "on", "我", "下", "个")
_ENDINGS = (*_WORDS, *_BETWEEN, "+")
_MARKS_MAX = 3


def find_adder(before: str) -> int | None:
    """Where the word of adding starts that `before` ends with, or None.

    Up to three marks and a small word may follow it: 加我 v, 加一下我的: v.
    """
    trimmed = _without_marks(before)
    if not trimmed.endswith(_ENDINGS) and "+" not in before[-_MARKS_MAX:]:
        return None
    if trimmed != before and "+" in before[len(trimmed) :]:
        return len(trimmed)
    for word in _BETWEEN:
        if trimmed.endswith(word):
            trimmed = trimmed[: -len(word)].rstrip()
            break
    if trimmed.endswith("+"):
        return len(trimmed) - 1
    for word in _WORDS:
        if trimmed.endswith(word):
            return len(trimmed) - len(word)
    return None


def _without_marks(before: str) -> str:
    end = len(before)
    while end and len(before) - end < _MARKS_MAX:
        mark = before[end - 1]
        if mark.isalnum() or mark in "\n_":
            break
        end -= 1
    return before[:end]
