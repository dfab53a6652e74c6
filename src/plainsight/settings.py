"""Every environment variable that Plainsight reads. docs/reference/settings.md is made of this."""

from enum import StrEnum


class Setting(StrEnum):
    """A variable by its name, and what it `says`. An option of a command goes before it."""

    says: str

    def __new__(cls, name: str, says: str) -> "Setting":
        """A string that is the name, as the environment is asked."""
        setting = str.__new__(cls, name)
        setting._value_ = name
        setting.says = says
        return setting

    RECORDS = (
        "PLAINSIGHT_RECORDS",
        "where records are kept: `sqlite:///file.db` or `postgresql://host/name`",
    )
    RECORDS_PASSWORD_FILE = (
        "PLAINSIGHT_RECORDS_PASSWORD_FILE",
        "the file with the database's password, so that it stands in no URL and no log",
    )
    KEY = "PLAINSIGHT_KEY", "the log's private key: a file that its owner alone reads"
    TSA = (
        "PLAINSIGHT_TSA",
        "the RFC 3161 authority that stamps packages and the log: an address, or the openssl "
        "configuration of a local one",
    )
    CUSTODIAN = "PLAINSIGHT_CUSTODIAN", "who signs certificates of records"
    OPERATOR = "PLAINSIGHT_OPERATOR", "how the platform's transfers name your own side"
    FILER = "PLAINSIGHT_FILER", "who files reports: a file like `samples/report/filer.yaml`"
    FILING_HOOK = (
        "PLAINSIGHT_FILING_HOOK",
        "where filing officers, and nobody else, are told what SARs are due: an https address",
    )
    FILING_SECRET_FILE = (
        "PLAINSIGHT_FILING_SECRET_FILE",
        "the file with the secret that signs what is sent there: 16 bytes or more",
    )
    ORIGIN = (
        "PLAINSIGHT_ORIGIN",
        "scheme and host as browsers see them, as `https://desk.example`; passkeys are bound to it",
    )
    PROXIES = (
        "PLAINSIGHT_PROXIES",
        "the addresses or networks of proxies in front, whose `X-Forwarded-For` is believed",
    )
    OIDC_ISSUER = "PLAINSIGHT_OIDC_ISSUER", "the identity provider of staff (OpenID Connect)"
    OIDC_CLIENT = "PLAINSIGHT_OIDC_CLIENT", "what the identity provider calls this desk"
    OIDC_SECRET_FILE = "PLAINSIGHT_OIDC_SECRET_FILE", "the file with the secret it gave"
    OIDC_AUDIENCES = (
        "PLAINSIGHT_OIDC_AUDIENCES",
        "who else its ID tokens may be for, separated by commas; else nobody",
    )
    STATEMENTS = "PLAINSIGHT_STATEMENTS", "the folder of the statements published"
    PROPOSED = "PLAINSIGHT_PROPOSED", "the policy folder of the proposed version of typologies"
    MODEL = (
        "PLAINSIGHT_MODEL",
        "the trained model that judges beside the typologies, whatever is ingested or sent to "
        "`/api/v1/scan`",
    )
    TRANSFERS = "PLAINSIGHT_TRANSFERS", "the folder of the ledger of transfers"
    CHAIN = "PLAINSIGHT_CHAIN", "the folder of the chain ledger"
    ATTRIBUTIONS = (
        "PLAINSIGHT_ATTRIBUTIONS",
        "the book of attributions that addresses are screened by, `/api/v1/screen` too",
    )
    PLATFORM = (
        "PLAINSIGHT_PLATFORM",
        "the address of your own account directory ([spec](../../spec/platform.md)); without one "
        "accounts are looked up in the records",
    )
    PLATFORM_TOKEN = "PLAINSIGHT_PLATFORM_TOKEN", "the token that it asks for"
    CACHE = (
        "PLAINSIGHT_CACHE",
        "where is kept what can be made again; else `plainsight` below `$XDG_CACHE_HOME`",
    )
    SPARK_MASTER = "SPARK_MASTER", "the Spark cluster that flows are searched on; else `local[*]`"
