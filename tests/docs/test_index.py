"""Every page of the documentation can be found from its first one."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
LINK = re.compile(r"\]\(([^)#]+)\)")


def test_the_index_names_every_page_that_is_to_be_read() -> None:
    named = {(DOCS / link).resolve() for link in LINK.findall((DOCS / "README.md").read_text())}
    pages = {page.resolve() for page in DOCS.glob("*/*.md") if page.parent.name != "decisions"}
    assert sorted(page.name for page in pages - named) == []


def test_every_link_of_every_page_leads_somewhere() -> None:
    for page in [*DOCS.rglob("*.md"), *DOCS.parent.glob("*.md")]:
        for link in LINK.findall(page.read_text(encoding="utf-8")):
            if "://" not in link and not link.startswith("mailto:"):
                assert (page.parent / link).exists(), f"{page.name}: {link}"
