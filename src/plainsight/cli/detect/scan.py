"""plainsight scan: posts in, explained findings out, nothing stored."""

from contextlib import closing

from plainsight import wiring
from plainsight.app.detect.scan_posts import ScanSummary, flagged_json
from plainsight.cli.detect.feed_options import (
    AccountDefault,
    AssumeVisibility,
    FieldMap,
    FormOption,
    LanguageDefault,
    Paths,
    PostedAtDefault,
    SurfaceDefault,
    TimesOption,
    declare,
    given_feeds,
)
from plainsight.cli.detect.scan_options import HtmlReport, Jobs, ModelFile, PolicyFolder, Top
from plainsight.cli.detect.scan_run import Judging, scan_feeds
from plainsight.cli.detect.scan_told import print_summary, say_left_out, write_page
from plainsight.cli.detect.unread import Unread
from plainsight.cli.file_kind import Kind
from plainsight.cli.json_option import AsJsonLines
from plainsight.cli.screen import console, print_json
from plainsight.cli.write_file import require_writable
from plainsight.feeds.posts.declaration import Times


def scan(
    paths: Paths,
    visibility: AssumeVisibility = None,
    form: FormOption = None,
    field: FieldMap = None,
    surface: SurfaceDefault = None,
    account: AccountDefault = None,
    posted_at: PostedAtDefault = None,
    times: TimesOption = Times.RFC3339,
    language: LanguageDefault = None,
    policy: PolicyFolder = None,
    model: ModelFile = None,
    html: HtmlReport = None,
    jobs: Jobs = 1,
    top: Top = 10,
    as_json: AsJsonLines = False,
) -> None:
    """Scan posts from files, folders or standard input and explain what is found.

    Nothing is stored. Items not labelled public or semi_public are refused before their text is
    read; if your file holds public posts without labels, declare so with --visibility public.

    Examples:

      plainsight scan posts.jsonl

      plainsight scan export/ --visibility public --html report.html --jobs 4

      cat posts.jsonl | plainsight scan - --json | jq .findings[0].title
    """
    declaration = declare(
        fields=field,
        visibility=visibility,
        surface=surface,
        account=account,
        posted_at=posted_at,
        times=times,
        language=language,
    )
    judging = Judging(policy=wiring.load_policy(policy), model=model, jobs=jobs)
    if html is not None:
        require_writable(html, kind=Kind.PAGE)  # not after the work
    feeds = given_feeds(paths, form=form, declaration=declaration)
    summary = ScanSummary()
    unread = Unread(feeds=feeds, is_declared=visibility is not None)
    with closing(scan_feeds(judging, summary, unread)) as found:
        for flagged in found:
            if as_json:
                print_json(flagged_json(flagged))
    if html is not None:
        write_page(html, summary, policy=judging.policy, unread=unread)
    if as_json:
        say_left_out(console(to_stderr=True), summary, unread)
    else:
        print_summary(summary, unread, top=top, html=html)
    read_count = summary.post_count + summary.refused_count + summary.quarantined_count
    unread.end(read_count=read_count)
