"""The two shapes in which commands speak to machines, and the option that asks for each.

A list that may be as long as what it was made of comes as JSON Lines: whoever reads it needs no
more memory than one line, and the first lines come before the last are known. All else is one
document. Either goes to standard output in UTF-8, and nothing else does.
"""

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]
AsJsonLines = Annotated[bool, typer.Option("--json", help="JSON Lines: one object a line.")]
