"""The pages that commands write: HTML made of one template each, escaped throughout."""

import jinja2


def draw_page(name: str, **shown: object) -> str:
    """Render a template of `pages/`; a name that it asks for and is not shown is an error."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("plainsight.cli", "pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
    return environment.get_template(name).render(**shown)
