"""No example stands on a page that nothing runs, unless the list of those says why."""

from tests.docs.not_run import NOT_RUN, reasons_of
from tests.docs.page_examples import PAGES, Block, blocks_of, commands_of

RUN = {"console", "python", "pycon"}  # by test_examples.py and test_python_examples.py


def _blocks() -> list[Block]:
    return [block for page in PAGES for block in blocks_of(page)]


def test_every_example_of_every_page_is_run_or_listed_with_the_reason() -> None:
    unrun = {
        f"{block.page.name}:{block.line}: {block.first}"
        for block in _blocks()
        if not reasons_of(block) and block.language not in RUN and not block.is_file
    }
    assert unrun == set(), "give it a fence that is run, a file's name, or a reason in not_run.py"


def test_a_console_block_begins_with_a_prompt() -> None:
    silent = [
        f"{block.page.name}:{block.line}"
        for block in _blocks()
        if block.language == "console" and not commands_of(block)
    ]
    assert silent == []


def test_the_list_names_no_example_that_is_gone_or_stands_twice() -> None:
    named = [reason for block in _blocks() for reason in reasons_of(block)]
    listed = [reason for reason, pages in NOT_RUN.items() for of in pages.values() for _ in of]
    assert sorted(named) == sorted(listed)
