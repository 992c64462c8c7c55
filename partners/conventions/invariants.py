"""What must be true of conventions after any storm."""

from collections.abc import Iterator

from django.db.models import Count, F, Q

from nqt.common.invariants import invariant
from nqt.common.text import counted
from partners.conventions.models import (
    Answer,
    Convention,
    ConventionText,
    NumberRegister,
    Origin,
    Signatory,
    Signature,
    Stage,
)


@invariant("conventions.numbers_without_gaps")
def numbers_without_gaps() -> Iterator[str]:
    """Each year's numbers run from 1 to the register's last, each held by one convention."""
    for register in NumberRegister.objects.order_by("year"):
        held = set(Convention.objects.filter(number__startswith=f"{register.year}-").values_list("number", flat=True))
        due = {f"{register.year}-{n:03d}" for n in range(1, register.last + 1)}
        for number in sorted(held ^ due):
            yield f"le numéro {number} est {'en trop' if number in held else 'manquant'}"


@invariant("conventions.signatures_stand_on_their_words")
def signatures_stand_on_their_words() -> Iterator[str]:
    """A line signed here has one standing proof, of the body and annex it has now; others have none."""
    made_here = Signatory.objects.filter(text__convention__origin=Origin.MADE_HERE)
    standing = made_here.annotate(proofs=Count("signatures", filter=Q(signatures__voided_at=None)))
    wrong = standing.exclude(answer=Answer.SIGNED, proofs=1).exclude(~Q(answer=Answer.SIGNED), proofs=0)
    for line in wrong.order_by("pk").select_related("organization"):
        yield f"{line.organization} ({line.public_id}) : {line.get_answer_display()}, {counted(line.proofs, 'preuve')}"
    for proof in Signature.objects.filter(voided_at=None).select_related("signatory__text").order_by("pk"):
        if proof.binding != proof.signatory.binding():
            yield f"la signature {proof.public_id} ne porte plus sur le texte de sa partie"


@invariant("conventions.complete_when_all_signed")
def complete_when_all_signed() -> Iterator[str]:
    """A text is signed when, and only when, all its parties are."""
    texts = ConventionText.objects.filter(stage__in=(Stage.TO_SIGN, Stage.SIGNED)).annotate(
        parties=Count("signatories", filter=~Q(signatories__answer=Answer.WITHDRAWN)),
        signed=Count("signatories", filter=Q(signatories__answer=Answer.SIGNED)),
    )
    wrong = texts.filter(Q(stage=Stage.SIGNED) & ~Q(parties=F("signed")) | Q(stage=Stage.TO_SIGN, parties=F("signed")))
    for text in wrong.order_by("pk"):
        yield f"{text.title} : {counted(text.signed, 'signature')} pour {counted(text.parties, 'partie')}"


@invariant("conventions.texts_follow_one_another")
def texts_follow_one_another() -> Iterator[str]:
    """A convention enters with its first text; each text in effect lasts until the next; all repeat its decided end."""
    for convention in Convention.objects.prefetch_related("texts").order_by("pk").iterator(chunk_size=500):
        texts = sorted(convention.texts.all(), key=lambda text: text.ordinal)
        if not texts or texts[0].ordinal != 1 or texts[0].effective_on != convention.entered_on:
            yield f"{convention.public_id} : le texte initial et l’entrée en vigueur ne s’accordent pas"
            continue
        effective = [text for text in texts if text.effective_on]
        nexts = [text.effective_on for text in effective[1:]] + [None]
        if [text.superseded_on for text in effective] != nexts[: len(effective)]:
            yield f"{convention.public_id} : un texte ne dure pas jusqu’au suivant"
        if {text.ended_on for text in texts} != {convention.ended_on}:
            yield f"{convention.public_id} : un texte ne dit pas le dernier jour décidé"
