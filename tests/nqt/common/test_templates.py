"""What is read of a template, and what leaves."""

import pytest
from django.template import Context, Engine

PAGE = "<ul>\n  <li\n    class='one'>\n\t{{ text }}</li>\n\n</ul>\n"


@pytest.mark.parametrize(
    ("name", "leaves"),
    [
        ("page.html", "<ul>\n<li\nclass='one'>\ntwo\n  lines</li>\n\n</ul>\n"),
        ("emails/page.html", "<ul>\n  <li\n    class='one'>\n\ttwo\n  lines</li>\n\n</ul>\n"),
        ("page.txt", "<ul>\n  <li\n    class='one'>\n\ttwo\n  lines</li>\n\n</ul>\n"),
    ],
)
def test_a_page_leaves_without_its_indentation_and_keeps_what_it_is_given(tmp_path, name, leaves):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(PAGE)
    engine = Engine([tmp_path], loaders=["nqt.common.templates.Loader"])
    assert engine.get_template(name).render(Context({"text": "two\n  lines"})) == leaves


def test_the_pages_of_the_house_are_read_so(settings):
    [engine] = settings.TEMPLATES
    assert "nqt.common.templates.Loader" in str(engine["OPTIONS"]["loaders"])
