"""Ways to hide a word in plain sight, named for the sentence that explains a finding."""

from enum import StrEnum


class Technique(StrEnum):
    """What stood between the term and a reader who searches for it."""

    PLAIN = "plain"  # nothing: the term as it is, whatever its case
    INVISIBLE = "invisible"  # zero-width, soft hyphen, variation selector, direction, tag
    MARKS = "marks"  # combining marks drawn over letters
    STYLED = "styled"  # full width, mathematical, circled, small capitals, regional indicators
    LOOKALIKE = "lookalike"  # letters of another script
    ACCENTED = "accented"  # an accent added or left off
    TRADITIONAL = "traditional"  # Traditional, Japanese or variant form of a character
    RARE_GLYPH = "rare_glyph"  # a rare character, radical or coined form drawn alike
    NUMERAL = "numeral"  # digits of another style or script
    SPACED = "spaced"  # letters set apart
    STRETCHED = "stretched"  # letters repeated
    JOINED = "joined"  # words written together or cut elsewhere
    LEET = "leet"  # digits and symbols for letters
    RESPELLED = "respelled"  # letters that sound alike
    HOMOPHONE = "homophone"  # another Chinese character of the same sound
    PINYIN = "pinyin"  # Chinese in Latin letters
    EMOJI = "emoji"  # a picture for a word
    SPLIT = "split"  # a character set as its pieces
    NEAR_GLYPH = "near_glyph"  # a common character that shares a piece
    REVERSED = "reversed"
    FLIPPED = "flipped"  # upside down
    TYPO = "typo"
    INITIALS = "initials"  # first letters of the pinyin
    MASKED = "masked"  # letters starred out
    ENCODED = "encoded"  # base64
    HOMOPHONES = "homophones"  # as homophone, of a short term: two of them must stand there


HEARD = frozenset({Technique.HOMOPHONE, Technique.HOMOPHONES})
