"""How posts write the dot and the at sign when they would rather not: [.], (dot), 点, (at)."""

# A plain dot takes no spaces: "at all. What" is two sentences. 。 is what 。 types in t。me.
DOT = (
    r"(?:[.。·]|\s?[\[({<]\s?(?:\.|dot|点|punto)\s?[\])}>]\s?|\s(?:dot|punto|\.)\s"
    r"|(?<=[a-z0-9])点(?=[a-z]))"
)
HIDDEN_DOT = r"(?:\s?[\[({<]\s?(?:\.|dot|点|punto)\s?[\])}>]\s?|\s(?:dot|punto)\s)"
