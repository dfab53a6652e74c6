"""What stands on a page as an example, and what is to be done with each."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    *(
        page
        for page in sorted((ROOT / "docs").rglob("*.md"))
        if page.parent.name not in {"reference", "decisions"}  # written from the code; of their day
    ),
]
FENCE = re.compile(r"^( *)```(\w*)$")
NAMED_FILE = re.compile(r"`([\w.-]+)`:$")
INDENTED = "indented"  # a block without a fence: no reader's tool colours it, no test runs it


@dataclass(frozen=True, slots=True)
class Block:
    """One example: where it stands, what it is written in, and its lines."""

    page: Path
    line: int
    language: str
    lines: tuple[str, ...]
    is_file: str = ""  # the name that the sentence before gives it

    @property
    def first(self) -> str:
        """The first line that says something."""
        return next((line.strip() for line in self.lines if line.strip()), "")

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a page with the output shown below it."""

    line: int
    command: str
    expected: str


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def blocks_of(page: Path) -> list[Block]:
    """Every block of a page, in its order."""
    lines = page.read_text(encoding="utf-8").splitlines()
    blocks: list[Block] = []
    place, said = 0, ""
    while place < len(lines):
        fence = FENCE.match(lines[place])
        start = place
        if fence:
            margin, language = len(fence[1]), fence[2]
            while lines[place := place + 1].strip() != "```":
                pass
            within = tuple(line[margin:] for line in lines[start + 1 : place])
            file = NAMED_FILE.search(said)
            blocks.append(Block(page, start + 1, language, within, file[1] if file else ""))
        elif lines[place].startswith("    ") and not said_before(lines, place):
            while place + 1 < len(lines) and (lines[place + 1].startswith("    ")):
                place += 1
            within = tuple(line.strip() for line in lines[start : place + 1])
            blocks.append(Block(page, start + 1, INDENTED, within))
        if lines[place].strip():
            said = lines[place]
        place += 1
    return blocks


def said_before(lines: list[str], place: int) -> bool:
    """Whether the line goes on with a paragraph."""
    return place > 0 and lines[place - 1].strip() != ""


def commands_of(block: Block) -> list[Command]:
    """The commands of a console block: `$ ` begins one, a backslash or an open quote goes on."""
    commands: list[Command] = []
    for number, line in enumerate(block.lines, start=block.line + 1):
        last = commands[-1] if commands else None
        if line.startswith("$ "):
            commands.append(Command(number, line[2:], ""))
        elif last and not last.expected and _goes_on(last.command):
            commands[-1] = Command(last.line, f"{last.command}\n{line}", "")
        elif last:
            commands[-1] = Command(last.line, last.command, f"{last.expected}{line}\n")
    return commands


def _goes_on(command: str) -> bool:
    """Whether a shell would wait for more."""
    try:
        shlex.split(command, comments=True)
    except ValueError:
        return True
    return command.endswith("\\")
