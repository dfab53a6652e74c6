"""Values in a post: wallets, CAS numbers, phones, handles, links, amounts, with their roles."""

from plainsight.detect.extract.kind import Extract, ExtractKind, Role
from plainsight.detect.extract.scan import extract

__all__ = ["Extract", "ExtractKind", "Role", "extract"]
