"""Links and e-mail addresses, defanged ones too."""

import pytest

from plainsight.detect.extract import ExtractKind, extract


def values(text: str, kind: ExtractKind) -> list[str]:
    return [found.value for found in extract(text) if found.kind is kind]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("see https://Example.com/Path?Q=1.", "https://example.com/Path?Q=1"),
        ("hxxps://example[.]com/a", "https://example.com/a"),
        ("官网example.com欢迎", "example.com"),
        ("http://s55.sx7z.com/抖音", "http://s55.sx7z.com/"),
        ("浏览器打开852ds.top 发财", "852ds.top"),
        ("www.example.co.uk", "www.example.co.uk"),
        ("example (dot) com", "example.com"),
        ("t.me/+AbCdEf123", "t.me/+AbCdEf123"),
        ("𝕒𝟝𝟠𝕥𝕪.𝕥𝕠𝕡", "a58ty.top"),
    ],
)
def test_links_are_given_as_a_browser_takes_them(text: str, value: str) -> None:
    assert values(text, ExtractKind.LINK) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "got INDICA. SATIVA. HYBRID.TOP FLAVORS",
        "ask her.my life",
        "una reducción de un punto de los tipos",
        "file.name and e.g. so on...",
        "3.14 and 2.top",
        "el proyecto (http: / / www)",
    ],
)
def test_the_end_of_a_sentence_is_no_host(text: str) -> None:
    assert values(text, ExtractKind.LINK) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("mail Sales.Team+mx@Example.com.mx now", "sales.team+mx@example.com.mx"),
        ("邮箱：abc@163.com联系", "abc@163.com"),
        ("john (at) gmail (dot) com", "john@gmail.com"),
        ("john[at]proton[.]me", "john@proton.me"),
        ("john at gmail dot com", "john@gmail.com"),
        ("john arroba gmail punto com", "john@gmail.com"),
        ("ｊｏｈｎ＠ｇｍａｉｌ．ｃｏｍ", "john@gmail.com"),
        ("john @ gmail.com", "john@gmail.com"),
    ],
)
def test_email_addresses_are_given_in_lower_case(text: str, value: str) -> None:
    assert values(text, ExtractKind.EMAIL) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "I don't recognize at all. What can be done",
        "noticias en @PrendeTV. https://t.co/x",
        "a@b",
        "avatar@2x.png",
        "@home.com",
        "user@-host.com",
        "meet at home. Please call",
    ],
)
def test_other_ats_are_no_address(text: str) -> None:
    assert values(text, ExtractKind.EMAIL) == []


def test_an_invitation_is_a_link_and_an_account_is_a_handle() -> None:
    kinds = [found.kind for found in extract("t.me/joinchat/AbC t.me/abc_def")]
    assert kinds == [ExtractKind.LINK, ExtractKind.HANDLE_TELEGRAM]
