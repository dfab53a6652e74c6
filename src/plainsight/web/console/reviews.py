"""What governs reviewing here."""

from plainsight.casework.review_policy import ReviewPolicy
from plainsight.errors import NotServed
from plainsight.web.given import WebServices


def reviews_of(services: WebServices) -> ReviewPolicy:
    """What governs reviewing. Raises NotServed when this installation has none."""
    if services.reviews is None:
        raise NotServed("the review queue", "give the installation its reviews/ folder")
    return services.reviews
