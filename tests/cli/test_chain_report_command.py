import json
from pathlib import Path

import pytest
from tests.cli.chain_case import BROKER, run

from plainsight.app.trace.trace_report import digest_of
from plainsight.cli.trace.chain_report import read_appendix
from plainsight.cli.trace.trace_pdf import print_trace
from plainsight.errors import BadReport, CannotRead


def test_a_printed_report_carries_its_appendix_and_can_be_computed_again(case: Path) -> None:
    assert run("chain", "report", BROKER, "--out", "trace.pdf").exit_code == 0
    assert (case / "trace.pdf").read_bytes().startswith(b"%PDF-")
    result = run("chain", "report", "--check", "trace.pdf")
    assert "holds: every number computed again" in result.output


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"not a file of that kind", b"\x00" * 99])
def test_a_file_that_is_no_report_is_refused_with_its_name(case: Path, content: bytes) -> None:
    (case / "odd.pdf").write_bytes(content)
    with pytest.raises(BadReport, match=r"odd\.pdf"):
        run("chain", "report", "--check", "odd.pdf")


@pytest.mark.parametrize("name", ["missing.pdf", "missing.html", "."])
def test_a_report_that_is_not_there_is_named(case: Path, name: str) -> None:
    with pytest.raises(CannotRead, match="no such file"):
        run("chain", "report", "--check", name)


def test_a_page_that_is_not_text_is_refused_with_its_name(case: Path) -> None:
    (case / "odd.html").write_bytes(b"\xff\xfe")
    with pytest.raises(BadReport, match=r"odd\.html.*not UTF-8"):
        run("chain", "report", "--check", "odd.html")


def test_a_report_can_be_computed_again_from_itself_alone(
    case: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("chain", "report", BROKER).exit_code == 0
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "trace.html").write_text((case / "trace.html").read_text())
    monkeypatch.chdir(elsewhere)
    result = run("chain", "report", "--check", "trace.html")
    assert result.exit_code == 0
    assert "holds: every number computed again" in result.output


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('"units": "650000000"', '"units": "660000000"', "answer.paths"),
        ('"650000000", "2024', '"640000000", "2024', "answer.ends"),
        ('"sanctioned": "650000000"', '"sanctioned": "1"', "the report says '1'"),
        ("usdt.json", "other.json", "digest differs"),
    ],
)
def test_a_changed_report_is_caught(case: Path, before: str, after: str, words: str) -> None:
    run("chain", "report", BROKER)
    page = (case / "trace.html").read_text()
    head, appendix = page.split('id="appendix">')
    assert before in appendix
    changed = head + 'id="appendix">' + appendix.replace(before, after, 1)
    (case / "trace.html").write_text(changed)
    result = run("chain", "report", "--check", "trace.html")
    assert result.exit_code == 1
    assert words in result.output


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("650 USDT", "950 USDT"),
        ("Example &lt;Chemicals&gt;", "Somebody else"),
        ("<h2>Paths</h2>", "<h2>Paths</h2><p>The account is clean.</p>"),
    ],
)
def test_a_page_that_says_other_than_its_appendix_is_caught(
    case: Path, before: str, after: str
) -> None:
    run("chain", "report", BROKER)
    head, appendix = (case / "trace.html").read_text().split('id="appendix">')
    assert before in head
    (case / "trace.html").write_text(head.replace(before, after) + 'id="appendix">' + appendix)
    result = run("chain", "report", "--check", "trace.html")
    assert result.exit_code == 1
    assert "differs: page line" in result.output
    assert "holds" not in result.output


def test_a_print_that_says_other_than_its_appendix_is_caught(case: Path) -> None:
    run("chain", "report", BROKER)
    page = (case / "trace.html").read_text()
    false = page.split("<script")[0].replace("650 USDT", "950 USDT")
    appendix = read_appendix(case / "trace.html")
    (case / "false.pdf").write_bytes(print_trace(false, appendix))
    result = run("chain", "report", "--check", "false.pdf")
    assert result.exit_code == 1
    assert "its appendix gives" in result.output
    (case / "true.pdf").write_bytes(print_trace(page, appendix))
    said = run("chain", "report", "--check", "true.pdf")
    assert said.exit_code == 0
    assert "what is drawn was not compared" in said.output


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"error_rates": None}, "made by an earlier release"),
        ({"software": "0.0.1"}, "made by release 0.0.1, this is"),
    ],
)
def test_a_page_of_another_release_is_said_not_to_have_been_compared(
    case: Path, change: dict[str, object], words: str
) -> None:
    run("chain", "report", BROKER)
    head, _ = (case / "trace.html").read_text().split('id="appendix">')
    appendix = read_appendix(case / "trace.html") | change
    appendix = {key: value for key, value in appendix.items() if value is not None}
    appendix["sha256"] = digest_of(appendix)
    text = json.dumps(appendix).replace("<", "\\u003c")
    (case / "trace.html").write_text(f'{head}id="appendix">{text}</script>')
    result = run("chain", "report", "--check", "trace.html")
    assert result.exit_code == 0
    assert f"NOT compared: the page that people read ({words}" in result.output


def test_a_report_loads_nothing_and_a_hostile_name_cannot_leave_its_place(case: Path) -> None:
    run("chain", "report", BROKER)
    page = (case / "trace.html").read_text()
    assert "default-src 'none'" in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in page
    assert page.count("</script>") == 1
    assert "<Chemicals>" not in page
