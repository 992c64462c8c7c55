"""The demo's mailbox: every mail lies in a folder and can be read, as text and as HTML."""

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import include, path, reverse

urlpatterns = [path("demo/", include("nqt.demo.urls")), path("accounts/", include("allauth.account.urls"))]


@pytest.fixture(autouse=True)
def mailbox(settings, tmp_path):
    settings.ROOT_URLCONF = __name__
    settings.EMAIL_BACKEND = "nqt.demo.mail.FolderBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


def send(subject: str = "À lire", to: str = "ada@example.org", html: str = "<p style='color: red'>Bonjour</p>") -> None:
    message = EmailMultiAlternatives(
        subject, "Lire : http://127.0.0.1:8000/signer/abc/\n<script>alert(1)</script>", "nqt@example.org", [to]
    )
    if html:
        message.attach_alternative(html, "text/html")
    with mail.get_connection() as connection:
        assert connection.send_messages([message]) == 1


def get(name: str, *args: str, **query: str):
    return Client().get(reverse(f"demo:{name}", args=args), query)


def letter_id() -> str:
    return get("mailbox").context["letters"][0].id


@pytest.mark.django_db
def test_mailbox_lists_the_newest_first():
    for subject in ("Premier", "Deuxième", "Troisième"):
        send(subject)
    page = get("mailbox").content.decode()
    assert page.index("Troisième") < page.index("Deuxième") < page.index("Premier")


@pytest.mark.django_db
def test_mailbox_without_mail_says_what_to_do():
    page = get("mailbox")
    assert page.status_code == 200
    assert "Rien pour l’instant" in page.content.decode()


@pytest.mark.django_db
def test_mailbox_of_one_address_shows_no_other():
    send("Pour Ada")
    send("Pour Bob", to="bob@example.org")
    page = get("mailbox", to="bob@example.org").content.decode()
    assert "Pour Bob" in page
    assert "Pour Ada" not in page


@pytest.mark.django_db
def test_letter_shows_its_text_with_live_links_and_nothing_that_runs():
    send("Objet <b>gras</b>")
    page = get("letter", letter_id()).content.decode()
    assert '<a href="http://127.0.0.1:8000/signer/abc/"' in page
    assert "<script>alert" not in page
    assert "Objet &lt;b&gt;gras&lt;/b&gt;" in page


@pytest.mark.django_db
def test_html_comes_alone_with_inline_styles_let_in_and_scripts_kept_out():
    send()
    answer = get("letter-html", letter_id())
    policy = answer["Content-Security-Policy"]
    assert "<p style='color: red'>Bonjour</p>" in answer.content.decode()
    assert "style-src 'unsafe-inline'" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


@pytest.mark.django_db
def test_mailbox_pages_keep_the_strict_policy():
    send()
    assert "unsafe-inline" not in get("letter", letter_id())["Content-Security-Policy"]


@pytest.mark.django_db
def test_letter_without_html_has_no_html_page():
    send(html="")
    assert get("letter-html", letter_id()).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("id", ["..", "x", "20261123T101112000000-0123abcd", "%2e%2e%2fsecrets"])
def test_letter_that_is_not_there_is_not_found(id, mailbox):
    mailbox.mkdir()
    (mailbox.parent / "secrets.eml").write_text("Subject: Secret\n\nNon")
    assert Client().get(f"/demo/mail/{id}/").status_code == 404


@pytest.mark.django_db
def test_half_written_mail_is_not_shown(mailbox):
    send()
    (mailbox / "20991123T101112000000-0123abcd.part").write_text("Subject: Moitié")
    assert len(get("mailbox").context["letters"]) == 1
