"""What an operator is handed to start the house: every command, variable, file and role exists."""

import ast
import os
import re
import secrets
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import psycopg
import pytest
import typer
import yaml
from tests.contract.postgres_server import PostgresServer, find_binaries
from tests.web.browsing import TestClient

from plainsight import wiring
from plainsight.cli import full_app
from plainsight.cli.run.serve_app import filing_problem
from plainsight.cli.run.serve_options import filing_secret, trusted_proxies
from plainsight.errors import BackupFailed, BadValue
from plainsight.stores.backup.copy import backup_records
from plainsight.stores.records import migrate_records, open_records
from plainsight.stores.transfers.manifest import MANIFEST
from plainsight.web.app import create_app
from plainsight.web.given import WebServices, WebSettings
from plainsight.web.identity.matrix import row_of

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
UNIT = (ROOT / "deploy" / "plainsight.service").read_text()
(UNIT_START,) = re.findall(r"^ExecStart=(.*)$", UNIT, re.MULTILINE)
ROLES = ROOT / "deploy" / "postgres" / "roles.sh"
HOW_TO = (ROOT / "docs" / "how-to" / "run-in-production.md").read_text()
OURS = ("migrate", "app", "judge", "flows", "backup")  # the services that run `plainsight`
OWNER, APPLICATION, BACKUP = "plainsight_owner", "plainsight_app", "plainsight_backup"


def parsed(arguments: list[str]) -> dict[str, Any]:
    """What a command makes of its arguments. Raises UsageError for any that it does not know."""
    command, rest = typer.main.get_command(full_app()), list(arguments)
    while hasattr(command, "commands"):
        command = command.commands[rest.pop(0)]
    return dict(command.make_context("plainsight", rest).params)


def known_variables() -> set[str]:
    code = "".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))
    by_compose = re.findall(r"\$\{(PLAINSIGHT_[A-Z_]+)", (ROOT / "compose.yaml").read_text())
    return {*re.findall(r"PLAINSIGHT_[A-Z_]+", code), *by_compose}


def in_dockerfile(word: str) -> list[str]:
    (line,) = (each for each in DOCKERFILE.splitlines() if each.startswith(f"{word} "))
    listed: list[str] = ast.literal_eval(line.partition(" ")[2])
    return listed


def test_compose_migrates_as_the_owner_before_it_serves_as_the_application() -> None:
    assert parsed(SERVICES["migrate"]["command"])["role"] == APPLICATION
    assert f"//{OWNER}@db/" in SERVICES["migrate"]["environment"]["PLAINSIGHT_RECORDS"]
    assert f"//{APPLICATION}@db/" in SERVICES["app"]["environment"]["PLAINSIGHT_RECORDS"]
    waits = SERVICES["app"]["depends_on"]["migrate"]["condition"]
    assert waits == "service_completed_successfully"
    assert SERVICES["migrate"]["depends_on"]["db"]["condition"] == "service_healthy"


def test_the_image_serves_to_its_network_with_several_workers() -> None:
    assert in_dockerfile("ENTRYPOINT") == ["plainsight"]
    asked = parsed(in_dockerfile("CMD"))
    assert (asked["host"], asked["port"], asked["workers"]) == ("0.0.0.0", 8008, 2)
    assert SERVICES["app"]["ports"] == ["127.0.0.1:8008:8008"]
    for name in re.findall(r"^COPY ([^.\n].*) \./$", DOCKERFILE, re.MULTILINE):
        assert all((ROOT / each).is_file() for each in name.split())


def test_the_systemd_unit_starts_a_command_that_exists() -> None:
    program, *arguments = shlex.split(UNIT_START)
    assert program.endswith("/bin/plainsight")
    assert parsed(arguments)["workers"] == 4
    credentials = set(re.findall(r"^LoadCredential=([^:]+):", UNIT, re.MULTILINE))
    assert set(re.findall(r"^Environment=\w+=%d/(.+)$", UNIT, re.MULTILINE)) == credentials


@pytest.mark.parametrize("name", ["posts", "transfers"])
def test_what_arrives_is_judged_by_a_timer_that_is_shipped(name: str) -> None:
    unit = (ROOT / "deploy" / f"plainsight-{name}.service").read_text()
    timer = (ROOT / "deploy" / f"plainsight-{name}.timer").read_text()
    (start,) = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    program, *arguments = shlex.split(start)
    assert program.endswith("/bin/plainsight")
    assert parsed(arguments)
    assert "OnUnitInactiveSec=" in timer
    assert f"plainsight-{name}.timer" in HOW_TO
    assert set(UNIT.partition("# Hardening")[2].splitlines()[1:-2]) <= set(unit.splitlines())


def test_compose_judges_what_the_api_took_in() -> None:
    *_, script = SERVICES["judge"]["entrypoint"]
    (command,) = re.findall(r"plainsight (ingest [^<]*)<", script)
    assert parsed(shlex.split(command))["only_new"] is True
    assert f"//{APPLICATION}@db/" in SERVICES["judge"]["environment"]["PLAINSIGHT_RECORDS"]


def test_the_image_dumps_what_the_server_that_compose_starts_holds() -> None:
    """`pg_dump` refuses a server newer than itself."""
    (client,) = re.findall(r"postgresql-client-(\d+)", DOCKERFILE)
    (server,) = re.findall(r"^postgres:(\d+)", SERVICES["db"]["image"])
    assert int(client) >= int(server)


def test_compose_makes_a_backup_as_the_role_that_can() -> None:
    *_, script = SERVICES["backup"]["entrypoint"]
    (command,) = re.findall(r"plainsight (backup .*)$", script)
    where = str(parsed(shlex.split(re.sub(r"\$\$\(.*\)", "today", command)))["folder"])
    (mount,) = (each.partition(":")[2] for each in SERVICES["backup"]["volumes"])
    assert where.startswith(f"{mount}/")
    assert f" {mount}" in DOCKERFILE, "the image makes it, for a volume takes its owner from there"
    assert f"//{BACKUP}@db/" in SERVICES["backup"]["environment"]["PLAINSIGHT_RECORDS"]


@pytest.mark.parametrize("arguments", [in_dockerfile("CMD"), shlex.split(UNIT_START)[1:]])
def test_transfers_that_come_in_are_searched_where_they_were_put(arguments: list[str]) -> None:
    *_, script = SERVICES["flows"]["entrypoint"]
    (command,) = re.findall(r"plainsight (flows [^;]*);", script)
    searched = Path("/var/lib/plainsight") / parsed(shlex.split(command))["ledger"]
    assert parsed(arguments)["ledger"] == searched
    unit = (ROOT / "deploy" / "plainsight-transfers.service").read_text()
    assert f"ConditionPathExists={searched / MANIFEST}\n" in unit, "a folder alone is no ledger"
    assert f"test ! -e {searched.name}/{MANIFEST} ||" in script
    assert SERVICES["flows"]["volumes"] == ["kept:/var/lib/plainsight"]
    assert "kept:/var/lib/plainsight" in SERVICES["app"]["volumes"]


def test_the_log_s_key_lies_where_the_how_to_makes_it() -> None:
    key = SERVICES["app"]["environment"]["PLAINSIGHT_KEY"]
    (made,) = re.findall(r"docker compose run .* app (log key .*) > log\.pub", HOW_TO)
    assert str(parsed(shlex.split(made))["file"]) == key
    mounts = [each.partition(":")[2] for each in SERVICES["app"]["volumes"]]
    assert str(Path(key).parent) in mounts
    assert f" {Path(key).parent} " in DOCKERFILE
    assert not [name for name in OURS if name != "app" and "key:" in str(SERVICES[name])]


def test_every_file_that_a_unit_loads_is_made_before_it_is_started() -> None:
    steps = HOW_TO.partition("systemctl enable")[0]
    for unit in (ROOT / "deploy").glob("*.service"):
        text = unit.read_text()
        loaded = re.findall(r"^(?:LoadCredential=[^:]+:|EnvironmentFile=)(.+)$", text, re.MULTILINE)
        assert [path for path in loaded if path not in steps] == [], unit.name


def test_the_proxy_is_believed_behind_compose_and_nobody_else() -> None:
    said = SERVICES["app"]["environment"]["PLAINSIGHT_PROXIES"]
    (network,) = COMPOSE["networks"]["outside"]["ipam"]["config"]
    assert network["gateway"] == said
    gateway, subnet = (network[each].partition(":-")[2][:-1] for each in ("gateway", "subnet"))
    assert ip_address(gateway) in ip_network(subnet)
    assert trusted_proxies(gateway) == [gateway]


@pytest.mark.parametrize("asked", ["*", "", "10.0.0.300", "10.0.4.7/24", "proxy.example", "::1,"])
def test_a_proxy_that_is_no_address_is_refused_by_name(asked: str) -> None:
    with pytest.raises(BadValue, match="proxies"):
        trusted_proxies(asked)


def test_every_variable_an_operator_sets_is_one_that_is_read() -> None:
    told = {name for each in OURS for name in SERVICES[each]["environment"]}
    told |= set(re.findall(r"PLAINSIGHT_[A-Z_]+", UNIT + HOW_TO))
    assert told - known_variables() == set()
    assert "PLAINSIGHT_ORIGIN" in told


def test_every_secret_is_declared_mounted_and_named_in_the_how_to() -> None:
    for name, service in SERVICES.items():
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"]), name
        for key, value in service.get("environment", {}).items():
            if key.endswith("_FILE"):
                assert value.removeprefix("/run/secrets/") in service["secrets"], key
    for name, secret in COMPOSE["secrets"].items():
        assert secret["file"] == f"deploy/secrets/{name}"
        assert name.removesuffix("_password") in HOW_TO
    assert "deploy/secrets" in (ROOT / ".gitignore").read_text()
    assert "deploy/secrets" in (ROOT / ".dockerignore").read_text()


def test_what_compose_must_be_told_is_kept_for_a_call_from_another_shell() -> None:
    head = (ROOT / "compose.yaml").read_text().partition("\nname:")[0]
    needed = set(re.findall(r"\$\{(PLAINSIGHT_[A-Z_]+):\?", (ROOT / "compose.yaml").read_text()))
    for steps in (head, HOW_TO):
        kept = re.findall(r"echo (PLAINSIGHT_[A-Z_]+)=\S+ > \.env", steps)
        assert set(kept) == needed
        assert "export PLAINSIGHT_" not in steps
    for ignored in (".gitignore", ".dockerignore"):
        assert ".env" in [each.strip("/") for each in (ROOT / ignored).read_text().splitlines()]


def test_secrets_made_under_a_narrow_umask_are_readable_inside_the_containers() -> None:
    for steps in ((ROOT / "compose.yaml").read_text(), HOW_TO):
        made = steps.index("> deploy/secrets/")
        assert "mkdir -m 700 deploy/secrets" in steps[:made]
        assert made < steps.index("chmod 644 deploy/secrets/*") < steps.index("docker compose up")


def test_a_service_of_compose_may_hold_as_much_memory_as_its_unit() -> None:
    for name, unit in (("app", ""), ("judge", "-posts"), ("flows", "-transfers")):
        text = (ROOT / "deploy" / f"plainsight{unit}.service").read_text()
        (limit,) = re.findall(r"^MemoryMax=(\S+)$", text, re.MULTILINE)
        assert SERVICES[name]["mem_limit"].upper() == limit, name


def test_no_secret_stands_in_what_we_hand_out() -> None:
    for service in SERVICES.values():
        for key, value in service.get("environment", {}).items():
            assert "PASSWORD" not in key or key.endswith("_FILE")
            assert re.search(r"://[^@/]*:[^@/]*@", value) is None


def test_the_database_is_reached_from_the_inside_alone() -> None:
    assert "ports" not in SERVICES["db"]
    assert SERVICES["db"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for service in SERVICES.values():
        assert set(service["networks"]) <= set(COMPOSE["networks"])


def test_the_health_check_asks_a_page_that_answers_without_signing_in() -> None:
    *_, code = SERVICES["app"]["healthcheck"]["test"]
    compile(code, "healthcheck", "exec")
    (port, path) = re.findall(r"http://127\.0\.0\.1:(\d+)(/\w+)", code)[0]
    row = row_of("GET", path)
    assert row is not None
    assert (row.who, port) == (None, "8008")


def test_every_file_that_is_mounted_is_there() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert source in COMPOSE["volumes"] or (ROOT / source).is_file(), volume


def test_the_compose_client_accepts_the_file(tmp_path: Path) -> None:
    docker = shutil.which("docker")
    asked = [docker or "docker", "compose", "version"]
    if docker is None or subprocess.run(asked, capture_output=True, check=False).returncode:
        pytest.skip("no docker client with its compose plugin")
    done = subprocess.run(
        [docker, "compose", "--file", ROOT / "compose.yaml", "config", "--quiet"],
        env=os.environ | {"PLAINSIGHT_ORIGIN": "https://desk.example"},
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def made_roles(postgres: PostgresServer, tmp_path: Path) -> Iterator[PostgresServer]:
    """A server on which the image's own script made database and roles."""
    for name in ("owner", "app", "backup"):
        (tmp_path / f"{name}_password").write_text(secrets.token_hex(16))
    script = tmp_path / "roles.sh"
    script.write_text(ROLES.read_text().replace("/run/secrets", str(tmp_path)))
    binaries = find_binaries()
    surroundings = {
        "PATH": f"{binaries}:{os.environ['PATH']}",
        "PGHOST": str(postgres.folder),
        "POSTGRES_USER": "postgres",
    }
    done = subprocess.run(
        ["sh", script], env=surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    yield postgres
    postgres.run("DROP DATABASE plainsight WITH (FORCE)")
    for role in (APPLICATION, OWNER, BACKUP):
        postgres.run(f"DROP ROLE {role}")


@pytest.mark.postgres
def test_what_compose_starts_migrates_and_answers_that_it_is_ready(
    made_roles: PostgresServer,
) -> None:
    url = {role: made_roles.url("plainsight", role=role) for role in (OWNER, APPLICATION)}
    role = parsed(SERVICES["migrate"]["command"])["role"]
    migrate_records(url[OWNER], application_role=role)
    records = open_records(url[APPLICATION], salts=secrets.token_bytes)
    app = create_app(
        WebServices(
            records=records,
            clock=wiring.read_clock,
            salts=secrets.token_bytes,
            settings=WebSettings(origin="https://desk.example"),
        )
    )
    with TestClient(app) as client:
        assert client.get("/readyz").json() == {"ready": True, "log_size": 0}
    records.close()
    with psycopg.connect(url[OWNER].replace(OWNER, "postgres", 1)) as connection:
        stored = connection.execute(
            "SELECT rolname FROM pg_authid WHERE rolpassword LIKE 'SCRAM-SHA-256$%'"
        ).fetchall()
    assert {name for (name,) in stored} == {OWNER, APPLICATION, BACKUP}


@pytest.mark.postgres
def test_what_compose_starts_is_backed_up_by_its_own_role_alone(
    made_roles: PostgresServer, tmp_path: Path
) -> None:
    owner, application, backup = (
        made_roles.url("plainsight", role=role) for role in (OWNER, APPLICATION, BACKUP)
    )
    migrate_records(owner, application_role=APPLICATION)
    for refused in (owner, application):
        with pytest.raises(BackupFailed):
            backup_records(refused, tmp_path / "kept", now=wiring.read_clock())
    assert backup_records(backup, tmp_path / "kept", now=wiring.read_clock()).log_size == 0


def test_a_filing_channel_is_secret_and_signed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("0123456789abcdef\n")
    assert filing_secret("https://filing.example/in", secret) == b"0123456789abcdef"
    assert filing_secret(None, None) == b""
    with pytest.raises(BadValue, match="https only"):
        filing_secret("http://filing.example/in", secret)
    with pytest.raises(BadValue, match="holds the secret"):
        filing_secret("https://filing.example/in", None)
    secret.write_text("short")
    with pytest.raises(BadValue, match="at least 16 bytes"):
        filing_secret("https://filing.example/in", secret)


@pytest.mark.parametrize(
    ("hook", "said"),
    [
        ("https://user:word@filing.example/in", "no user or password"),
        ("https:///s3cret", "a scheme, a host"),
        ("https://filing.example:99999/s3cret", "a port between"),
    ],
)
def test_a_filing_channel_that_can_never_be_told_is_refused_at_the_start(
    hook: str, said: str
) -> None:
    with pytest.raises(BadValue, match=said) as refused:
        filing_problem(hook)
    assert "s3cret" not in str(refused.value)
    assert "word@" not in str(refused.value)


def test_a_filing_channel_may_be_inside_and_its_host_may_come_later() -> None:
    assert filing_problem("https://10.1.2.3/in") == ""
    assert filing_problem("https://filing.invalid/in") == "the host has no address"
