"""Many lines of JSON cut at once, without Python: where the wanted values of each lie.

`json_slices.cut_spans` is the definition. A kernel here may be unsure of a line, which the
definition then cuts; where it is sure, it says the same (property-tested). Every line must stand
before a line feed, which no part of an object can hold: so nothing runs over a line's end.
"""

import numba as nb
import numpy as np

SURE, UNSURE, BLANK = 0, 1, 2  # what became of a line
# What the value of a field is. TEXT has no escapes in it; OTHER stands for all that is left.
ABSENT, NULL, TEXT, ESCAPED, WHOLE, OTHER = 0, 1, 2, 3, 4, 5
_NEVER = -1  # no value begins here
_UNWANTED_MAX = 48  # fields of a line beside the wanted ones
_DEPTH_MAX = 60
_BREAK, _TAB, _RETURN, _SPACE = 10, 9, 13, 32
_QUOTE, _BACKSLASH, _COLON, _COMMA = 34, 92, 58, 44
_OPEN, _CLOSE, _OPEN_LIST, _CLOSE_LIST = 123, 125, 91, 93
_MINUS, _PLUS, _POINT, _ZERO, _NINE = 45, 43, 46, 48, 57

# A kernel that allocates nothing counts no references: at each call of one by another that would
# take two locked additions for each array.
_kernel = nb.njit(nogil=True, cache=True, _nrt=False)  # type: ignore[call-overload,unused-ignore]


@nb.njit(nogil=True, cache=True)
def cut_lines(data, bounds, names, name_bounds, states, starts, ends, kinds):
    """For each line its state, and for each wanted field and line its value's span and kind."""
    others = np.empty(_UNWANTED_MAX, dtype=np.uint64)
    for line in range(len(bounds) - 1):
        states[line] = _cut_line(
            data, bounds, line, names, name_bounds, starts, ends, kinds, others
        )


@_kernel
def _cut_line(data, bounds, line, names, name_bounds, starts, ends, kinds, others):
    kinds[:, line] = ABSENT
    unwanted = 0
    at, stop = _after_space(data, bounds[line]), bounds[line + 1] - 1
    if at == stop:
        return BLANK
    if data[at] != _OPEN:
        return UNSURE
    at = _after_space(data, at + 1)
    if data[at] == _CLOSE:
        return SURE if _after_space(data, at + 1) == stop else UNSURE
    while True:
        if data[at] != _QUOTE:
            return UNSURE
        first = at + 1
        at, is_escaped = _after_text(data, at)
        if at == _NEVER or is_escaped:
            return UNSURE
        last = at - 1
        at = _after_space(data, at)
        if data[at] != _COLON:
            return UNSURE
        begin = _after_space(data, at + 1)
        at, kind = _after_value(data, begin)
        if at == _NEVER:
            return UNSURE
        is_wanted = False
        for field in range(len(kinds)):
            if _is_same(data, first, last, names, name_bounds[field], name_bounds[field + 1]):
                if kinds[field, line] != ABSENT:
                    return UNSURE
                starts[field, line], ends[field, line], kinds[field, line] = begin, at, kind
                is_wanted = True
        if not is_wanted:
            if unwanted == _UNWANTED_MAX or not _is_new(data, first, last, others, unwanted):
                return UNSURE
            unwanted += 1
        at = _after_space(data, at)
        if data[at] == _CLOSE:
            return SURE if _after_space(data, at + 1) == stop else UNSURE
        if data[at] != _COMMA:
            return UNSURE
        at = _after_space(data, at + 1)


@_kernel
def _after_space(data, at):
    while data[at] == _SPACE or data[at] == _TAB or data[at] == _RETURN:
        at += 1
    return at


@_kernel
def _after_text(data, at):
    """Where the text that opens here has ended, and whether escapes are in it."""
    is_escaped = False
    while True:
        at += 1
        byte = data[at]
        if byte > _BACKSLASH:  # most are: small letters, and all that is not ASCII
            continue
        if byte == _QUOTE:
            return at + 1, is_escaped
        if byte == _BACKSLASH:
            is_escaped = True
            at += 1
        if data[at] < _SPACE:
            return _NEVER, False


@_kernel
def _after_value(data, at):
    first = data[at]
    if first == _QUOTE:
        at, is_escaped = _after_text(data, at)
        return at, ESCAPED if is_escaped else TEXT
    if first == _MINUS or _is_digit(first):
        return _after_number(data, at)
    if first == 110:
        return _after_word(data, at, 117, 108, 108), NULL
    if first == 116:
        return _after_word(data, at, 114, 117, 101), OTHER
    if first == 102 and data[at + 1] == 97:
        return _after_word(data, at + 1, 108, 115, 101), OTHER
    if first == _OPEN or first == _OPEN_LIST:
        return _after_nested(data, at), OTHER
    return _NEVER, OTHER


@_kernel
def _after_word(data, at, second, third, fourth):
    """Behind a letter and three more, as in null."""
    # Asked one by one: what is no such word may end the buffer.
    if data[at + 1] == second and data[at + 2] == third and data[at + 3] == fourth:
        return at + 4
    return _NEVER


@_kernel
def _after_number(data, at):
    if data[at] == _MINUS:
        at += 1
    if not _is_digit(data[at]):
        return _NEVER, OTHER
    at = at + 1 if data[at] == _ZERO else _after_digits(data, at)
    kind = WHOLE
    if data[at] == _POINT:
        kind = OTHER
        if not _is_digit(data[at + 1]):
            return _NEVER, OTHER
        at = _after_digits(data, at + 1)
    if data[at] | 32 == 101:
        kind = OTHER
        at += 1
        if data[at] == _MINUS or data[at] == _PLUS:
            at += 1
        if not _is_digit(data[at]):
            return _NEVER, OTHER
        at = _after_digits(data, at)
    return at, kind


@_kernel
def _is_digit(byte):
    return _ZERO <= byte <= _NINE


@_kernel
def _after_digits(data, at):
    while _is_digit(data[at]):
        at += 1
    return at


@_kernel
def _after_nested(data, at):
    """Behind the bracket that closes this one; what else stands between them does not matter."""
    waiting, depth = nb.uint64(0), 0  # one bit for each bracket that is open: is it of a list?
    while True:
        byte = data[at]
        if byte == _BREAK:
            return _NEVER
        if byte == _QUOTE:
            at, _ = _after_text(data, at)
            if at == _NEVER:
                return _NEVER
            continue
        if byte == _OPEN or byte == _OPEN_LIST:
            if depth == _DEPTH_MAX:
                return _NEVER
            waiting = (waiting << nb.uint64(1)) | nb.uint64(byte == _OPEN_LIST)
            depth += 1
        elif byte == _CLOSE or byte == _CLOSE_LIST:
            if (waiting & nb.uint64(1)) != nb.uint64(byte == _CLOSE_LIST):
                return _NEVER
            waiting >>= nb.uint64(1)
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1


@_kernel
def _is_same(data, first, last, names, start, end):
    if last - first != end - start:
        return False
    for k in range(end - start):
        if data[first + k] != names[start + k]:
            return False
    return True


@_kernel
def _is_new(data, first, last, others, count):
    """Whether no other key has this one's hash, which is then remembered."""
    key = nb.uint64(last - first)
    for at in range(first, last):
        key = (key ^ nb.uint64(data[at])) * nb.uint64(0x100000001B3)
    key ^= key >> nb.uint64(29)
    for k in range(count):
        if others[k] == key:
            return False
    others[count] = key
    return True


@_kernel
def group(data, starts, ends, kinds, leaders, groups):
    """Number each row by the first row of the same value, -1 when there are too many values.

    Returns how many values there are; `leaders` are the rows where they first stand.
    """
    count = 0
    for row in range(len(kinds)):
        groups[row] = _NEVER
        for k in range(count):
            leader = leaders[k]
            if (kinds[row] == ABSENT) == (kinds[leader] == ABSENT) and (
                kinds[row] == ABSENT
                or _is_same(data, starts[row], ends[row], data, starts[leader], ends[leader])
            ):
                groups[row] = k
                break
        if groups[row] == _NEVER and count < len(leaders):
            leaders[count] = row
            groups[row] = count
            count += 1
    return count


@_kernel
def copy_plain(data, starts, ends, kinds, out, offsets, is_there):
    """Texts without their quotes, escapes left as they are, and whole numbers, side by side."""
    end = 0
    for row in range(len(kinds)):
        offsets[row] = end
        kind = kinds[row]
        is_there[row] = kind == TEXT or kind == ESCAPED or kind == WHOLE
        if is_there[row]:
            inner = nb.int64(kind != WHOLE)
            for at in range(starts[row] + inner, ends[row] - inner):
                out[end] = data[at]
                end += 1
    offsets[len(kinds)] = end
    return end


@_kernel
def copy_texts(data, starts, ends, kinds, out, offsets, is_there, is_odd):
    """Texts as UTF-8, side by side. Odd ones are left out: they are no sound JSON texts."""
    end = 0
    for row in range(len(kinds)):
        offsets[row] = end
        kind = kinds[row]
        is_odd[row] = False
        if kind == TEXT:
            for at in range(starts[row] + 1, ends[row] - 1):
                out[end] = data[at]
                end += 1
        elif kind == ESCAPED:
            after = _unescape(data, starts[row] + 1, ends[row] - 1, out, end)
            is_odd[row] = after < 0
            end = max(after, end)
        is_there[row] = kind == TEXT or (kind == ESCAPED and not is_odd[row])
    offsets[len(kinds)] = end
    return end


@_kernel
def _unescape(data, at, stop, out, end):
    """Where the text written to `out` ends, or a negative number where an escape is odd."""
    while at < stop:
        if data[at] != _BACKSLASH:
            out[end] = data[at]
            at += 1
            end += 1
            continue
        mark = data[at + 1]
        if mark != 117:
            simple = _simple(mark)
            if simple == _NEVER:
                return _NEVER
            out[end] = simple
            at += 2
            end += 1
            continue
        point = _hex(data, at + 2, stop)
        at += 6
        if 0xD800 <= point < 0xDC00 and at < stop and data[at] == _BACKSLASH:
            low = _hex(data, at + 2, stop) if data[at + 1] == 117 else _NEVER
            if not 0xDC00 <= low < 0xE000:
                return _NEVER
            point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00)
            at += 6
        if point < 0 or 0xD800 <= point < 0xE000:
            return _NEVER
        end = _put(out, end, point)
    return end


@_kernel
def _simple(mark):
    """The character that a backslash and this one stand for, or -1."""
    if mark == _QUOTE or mark == _BACKSLASH or mark == 47:
        return nb.int64(mark)
    if mark == 110:
        return 10
    if mark == 116:
        return 9
    if mark == 114:
        return 13
    if mark == 98:
        return 8
    return 12 if mark == 102 else _NEVER


@_kernel
def _hex(data, at, stop):
    """The number that four hexadecimal digits are, or -1."""
    if at + 4 > stop:
        return _NEVER
    number = 0
    for k in range(4):
        byte = data[at + k]
        if _is_digit(byte):
            number = number << 4 | byte - _ZERO
        elif 97 <= byte | 32 <= 102:
            number = number << 4 | (byte | 32) - 87
        else:
            return _NEVER
    return number


@_kernel
def _put(out, end, point):
    """Write a character as UTF-8; returns the place behind it."""
    if point < 0x80:
        out[end] = point
        return end + 1
    if point < 0x800:
        out[end] = 0xC0 | point >> 6
        out[end + 1] = 0x80 | point & 0x3F
        return end + 2
    if point < 0x10000:
        out[end] = 0xE0 | point >> 12
        out[end + 1] = 0x80 | point >> 6 & 0x3F
        out[end + 2] = 0x80 | point & 0x3F
        return end + 3
    out[end] = 0xF0 | point >> 18
    out[end + 1] = 0x80 | point >> 12 & 0x3F
    out[end + 2] = 0x80 | point >> 6 & 0x3F
    out[end + 3] = 0x80 | point & 0x3F
    return end + 4
