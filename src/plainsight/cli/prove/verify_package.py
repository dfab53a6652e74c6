"""plainsight verify-package: the command a court runs."""

from plainsight.cli.json_option import AsJson
from plainsight.cli.respond.packages import Identity, PackageFile, Pinned, Tsa, verify


def verify_package(
    package: PackageFile,
    key: Pinned,
    identity: Identity = None,
    tsa: Tsa = None,
    as_json: AsJson = False,
) -> None:
    """Verify a disclosure package offline, with a key pinned from elsewhere than the package.

    Exits with 1 when anything is wrong, and says what. The same as `plainsight packages verify`.

    Example:

      plainsight verify-package LER-2026-000123.tar.age --key log.pub --identity officer.txt
    """
    verify(package, key, identity=identity, tsa=tsa, as_json=as_json)
