"""The posts we ship for training: adverts and ordinary ones, in three languages, by author."""

from collections import Counter

from plainsight.feeds.posts.starter import STARTER_POSITIVE, read_starter


def test_the_posts_we_ship_are_of_many_authors_and_three_languages() -> None:
    posts = read_starter()
    authors = {post.cluster for post in posts}
    assert len(authors) >= 28
    languages = Counter(post.language for post in posts)
    assert set(languages) == {"zh", "en", "es"}
    assert min(languages.values()) > 2_000


def test_every_author_wrote_adverts_and_ordinary_posts() -> None:
    labels = {(post.cluster, post.label == STARTER_POSITIVE) for post in read_starter()}
    authors = {author for author, _ in labels}
    assert labels == {(author, is_advert) for author in authors for is_advert in (True, False)}
