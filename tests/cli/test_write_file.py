"""A file that is asked for appears whole, in its place, or a line says why not."""

import os
from pathlib import Path
from threading import Thread

import pytest
from tests.cli.runner import run

from plainsight.cli.file_kind import Kind
from plainsight.cli.write_file import make_anew, require_writable, write_whole, write_within
from plainsight.errors import CannotWrite


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_whole(path, "first")
    write_whole(path, b"second")
    assert path.read_text() == "second"
    assert list(tmp_path.iterdir()) == [path]


def test_a_pipe_is_written_into_and_stays_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    read: list[bytes] = []
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(reader, True)
    try:
        writes = Thread(target=write_whole, args=(path, "to the reader"))
        writes.start()
        writes.join()
        os.set_blocking(reader, False)
        read.append(os.read(reader, 100))
    finally:
        os.close(reader)
    assert read == [b"to the reader"]
    assert path.is_fifo()


def test_a_link_stays_and_what_it_names_is_written(tmp_path: Path) -> None:
    target, link, early = tmp_path / "far" / "target", tmp_path / "link", tmp_path / "early"
    target.parent.mkdir()
    target.write_text("old")
    link.symlink_to(target)
    write_whole(link, "new")
    assert (link.is_symlink(), target.read_text()) == (True, "new")
    early.symlink_to(target.parent / "not_yet")
    write_whole(early, "made")
    assert (early.is_symlink(), (target.parent / "not_yet").read_text()) == (True, "made")


def test_a_link_that_leads_to_itself_is_refused(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(link)
    with pytest.raises(CannotWrite, match="leads to itself"):
        write_whole(link, "x")
    assert link.is_symlink()


def test_a_folder_that_was_mistyped_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="there is no folder"):
        write_whole(tmp_path / "typo" / "r.html", "x")
    assert not list(tmp_path.iterdir())


def test_a_folder_is_not_written_over(tmp_path: Path) -> None:
    for write in (lambda path: write_whole(path, "x"), require_writable):
        with pytest.raises(CannotWrite, match="it is a folder"):
            write(tmp_path)


KINDS = {
    "posts.jsonl": b'{"post_id": "p1"}\n',
    "records.db": b"SQLite format 3\0" + bytes(100),
    "log.key": b"PRIVATE+KEY+audit.example/log+99f815e4+AYWu",
    "officer.txt": b"# created: 2026-01-05\n# public key: age1x\nAGE-SECRET-KEY-1X\n",
    "ml.model": b"PK\x03\x04rest",
    "package.tar.age": b"age-encryption.org/v1\nrest",
    "trace.pdf": b"%PDF-1.7\n",
    "sar.xml": b"\xef\xbb\xbf<?xml version='1.0'?>",
    "posts.csv": "post_id,text\np1,接料\n".encode(),
}
PAGE = "<!doctype html>\n<html></html>"


@pytest.mark.parametrize("name", KINDS)
def test_nothing_is_written_over_what_is_of_another_kind(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(KINDS[name])
    for write in (lambda: write_whole(path, PAGE), lambda: require_writable(path, kind=Kind.PAGE)):
        with pytest.raises(CannotWrite, match=r"it holds an? .*would be lost|another file"):
            write()
    assert path.read_bytes() == KINDS[name]
    write_whole(path, KINDS[name][:-1] + b"!")


@pytest.mark.parametrize("name", ["records.db", "log.key", "officer.txt"])
def test_what_cannot_be_made_again_is_never_written_over(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(KINDS[name])
    with pytest.raises(CannotWrite, match=r"a (database|key), which would be lost"):
        require_writable(path)


def test_an_empty_file_may_become_anything(tmp_path: Path) -> None:
    path = tmp_path / "made by touch"
    path.touch()
    write_whole(path, PAGE)
    assert path.read_text() == PAGE


@pytest.mark.parametrize(
    "command",
    [
        ("scan", "{}", "--html", "{}"),
        ("evaluate", "{}", "--positive", "x", "--html", "{}"),
        ("train", "{}", "--positive", "x", "--out", "{}"),
        ("flows", "train", "--out", "{}"),
        ("requests", "release", "LER-2026-000001", "--by", "ada", "--out", "{}"),
    ],
)
def test_a_command_never_writes_over_what_it_reads(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    posts = tmp_path / "posts.jsonl"
    posts.write_bytes(KINDS["posts.jsonl"])
    ran = run(*(part.format(posts.name) for part in command), cwd=tmp_path)
    assert ran.code == 65
    assert "posts.jsonl: it holds a JSON file, which would be lost" in ran.err
    assert posts.read_bytes() == KINDS["posts.jsonl"]


def test_a_draft_of_a_mapping_never_takes_the_place_of_its_export(tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text("Ref No,Payer,Payee,Value\n1,a,b,2.00\n")
    ran = run("transfers", "map", "export.csv", "--out", "./export.csv", cwd=tmp_path)
    assert ran.code == 65
    assert "it is the export itself" in ran.err
    assert export.read_text().startswith("Ref No")


def test_files_of_one_folder_are_written_with_it(tmp_path: Path) -> None:
    write_within(tmp_path / "package", "bag/data/one.json", "{}")
    assert (tmp_path / "package/bag/data/one.json").read_text() == "{}"
    with pytest.raises(CannotWrite):
        write_within(tmp_path / "package/bag/data/one.json", "two.json", "{}")


@pytest.mark.parametrize("out", ["nowhere/x.model", "."])
def test_training_says_before_it_starts_that_its_model_has_no_place(
    out: str, tmp_path: Path
) -> None:
    # Too few rows to train on, which training itself would say.
    (tmp_path / "l.jsonl").write_text('{"text": "a", "label": "ml", "cluster": "1"}\n')
    ran = run("train", "l.jsonl", "--out", out, cwd=tmp_path)
    assert ran.code == 65
    assert ran.err.startswith("error: cannot write ")
    assert ran.err.count("\n") == 1


def test_a_demo_without_a_place_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for command in (["demo"], ["chain", "demo"], ["requests", "demo"], ["reports", "demo"]):
        ran = run(*command, "--out", "file/demo", cwd=tmp_path)
        assert (ran.code, ran.err) == (
            65,
            "error: cannot write file/demo: Not a directory; choose another place\n",
        )


def test_a_demo_replaces_what_a_demo_wrote_and_nothing_else(tmp_path: Path) -> None:
    make_anew(tmp_path / "demo")
    (tmp_path / "demo" / "report.html").write_text("old")
    make_anew(tmp_path / "demo")
    assert not (tmp_path / "demo" / "report.html").exists()

    own = tmp_path / "photos"
    own.mkdir()
    (own / "cat.jpg").write_text("meow")
    with pytest.raises(CannotWrite, match="no demo wrote"):
        make_anew(own)
    for command in (("demo",), ("chain", "demo"), ("requests", "demo"), ("reports", "demo")):
        assert run(*command, "--out", "photos", cwd=tmp_path).code == 65
    assert (own / "cat.jpg").read_text() == "meow"


def test_a_report_that_cannot_be_written_is_refused_before_the_scan(tmp_path: Path) -> None:
    (tmp_path / "p.jsonl").write_text("{}\n")
    refused = run("scan", "p.jsonl", "--html", "nowhere/report.html", cwd=tmp_path)
    assert (refused.code, refused.out) == (65, "")
    assert "there is no folder" in refused.err
