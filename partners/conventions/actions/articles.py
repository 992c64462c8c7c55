"""The common body of an open text, article by article."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from nqt.accounts.actor import Actor
from nqt.common.acts import act
from nqt.common.errors import Conflict, Invalid, Refusal
from nqt.common.models import claim
from partners.conventions.actions.holding import hold_open, may_write_part, may_write_words
from partners.conventions.models import Article, Convention


@act(may_write_words)
def body_write(
    *, actor: Actor, target: Convention, expected_version: int | None, articles: Sequence[Mapping[str, Any]]
) -> Convention:
    """The whole body at once, in its order: `title`, `wording` and, of an article that is there, its `public_id`.

    What is not among them goes; what has not changed keeps its version. Raises `Stale`, `Conflict` once frozen,
    `Invalid` for an article of another text, or one named twice.
    """
    with transaction.atomic():
        held = hold_open(target, actor, expected_version)
        held.written()
        known = {article.public_id: article for article in held.text.articles.all()}
        for position, words in enumerate(articles, start=1):
            public_id = words.get("public_id")
            article = known.pop(public_id, None) if public_id else Article(text=held.text, version=0)
            if article is None:
                raise Invalid(fields={"articles": "Un de ces articles n’est pas de ce texte : rechargez la page."})
            _write(article, position, words["title"], words["wording"])
        for article in known.values():
            article.delete()
        return held.convention


def _write(article: Article, position: int, title: str, wording: str) -> None:
    kept = article.wording.replace("\r\n", "\n")
    if (article.position, article.title, kept) == (position, title, wording):
        return
    article.position, article.title, article.wording = position, title, wording
    article.version += 1
    article.save()


@act(may_write_words)
def article_add(*, actor: Actor, convention: Convention, title: str, wording: str) -> Article:
    """Add an article at the end."""
    with transaction.atomic():
        held = hold_open(convention, actor)
        held.written()
        last = held.text.articles.aggregate(last=Max("position"))["last"] or 0
        return Article.objects.create(text=held.text, position=last + 1, title=title, wording=wording)


@act(may_write_part)
def article_update(*, actor: Actor, target: Article, expected_version: int | None, **facts: Any) -> Article:
    """Change the words of an article."""
    with transaction.atomic():
        held = hold_open(target.text.convention, actor, part=target)
        held.written()
        article = claim(target, expected_version)
        for name, value in facts.items():
            setattr(article, name, value)
        article.save()
        return article


@act(may_write_part)
def article_remove(*, actor: Actor, target: Article, expected_version: int | None = None) -> None:
    """Take an article away; the following ones move up."""
    with transaction.atomic():
        held = hold_open(target.text.convention, actor, part=target)
        held.written()
        article = claim(target, expected_version)
        article.delete()
        held.text.articles.filter(position__gt=article.position).update(position=F("position") - 1)


def may_move_up(actor: Actor, article: Article) -> Refusal | None:
    """Not the first one."""
    return may_write_part(actor, article) or (None if article.position > 1 else Conflict("C’est déjà le premier."))


def may_move_down(actor: Actor, article: Article) -> Refusal | None:
    """Not the last one."""
    follows = article.text.articles.filter(position__gt=article.position)
    return may_write_part(actor, article) or (None if follows.exists() else Conflict("C’est déjà le dernier."))


@act(may_write_part)
def article_move(*, actor: Actor, target: Article, up: bool, expected_version: int | None = None) -> Article:
    """Exchange an article with its neighbor; at the end of the list nothing changes."""
    with transaction.atomic():
        held = hold_open(target.text.convention, actor, part=target)
        held.written()
        article = claim(target, expected_version)
        neighbor = held.text.articles.filter(position=article.position + (-1 if up else 1)).first()
        if neighbor:
            article.position, neighbor.position = neighbor.position, article.position
            neighbor.save()
        article.save()
        return article
