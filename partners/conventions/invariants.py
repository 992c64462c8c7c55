"""What must be true of conventions after any storm."""

from collections.abc import Iterator

from django.db.models import Count, F, Max, Q

from nqt.common.invariants import invariant
from nqt.common.text import counted
from partners.conventions.models import Answer, Convention, NumberRegister, Origin, Signatory, Signature, Stage


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
    texts = Convention.objects.filter(current__stage__in=(Stage.TO_SIGN, Stage.SIGNED)).annotate(
        parties=Count("current__signatories", filter=~Q(current__signatories__answer=Answer.WITHDRAWN)),
        signed=Count("current__signatories", filter=Q(current__signatories__answer=Answer.SIGNED)),
        last=Max("current__signatories__signed_on"),
    )
    wrong = texts.filter(
        Q(current__stage=Stage.SIGNED) & ~Q(parties=F("signed")) | Q(current__stage=Stage.TO_SIGN, parties=F("signed"))
    )
    for convention in wrong.order_by("pk"):
        yield f"{convention} : {counted(convention.signed, 'signature')} pour {counted(convention.parties, 'partie')}"
