"""The proof of a signature, and the code that was mailed for it."""

import datetime
import hashlib
import hmac

from django.conf import settings
from django.db import models
from django.db.models import Q

from nqt.common.models import PublicModel
from nqt.common.text import of
from nqt.common.validators import validate_one_line
from partners.conventions.models.signatory import Signatory
from partners.conventions.rules import CODE_TRIES


class SigningCode(PublicModel):
    """Six digits mailed at the moment of signing: good once, for the link and the text they were asked on.

    The digits are derived from the row and the secret key, never stored.
    """

    signatory = models.ForeignKey(Signatory, models.CASCADE, related_name="codes")
    binding = models.CharField("empreinte liée", max_length=64)
    link_round = models.PositiveIntegerField("rang du lien", default=0)
    sent_to = models.EmailField("envoyé à")
    created_at = models.DateTimeField("demandé le", auto_now_add=True)
    expires_at = models.DateTimeField("valable jusqu’au")
    tries = models.PositiveSmallIntegerField("essais", default=0)
    used_at = models.DateTimeField("utilisé le", null=True)

    class Meta:
        verbose_name = "code de signature"
        indexes = [models.Index(fields=["signatory", "-created_at"], name="signing_code_latest")]

    def __str__(self) -> str:
        return f"code {of(self.signatory)}"

    @property
    def digits(self) -> str:
        """The code as mailed."""
        digest = hmac.digest(settings.SECRET_KEY.encode(), f"signing-code:{self.public_id}".encode(), "sha256")
        return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"

    def is_good(self, line: Signatory, now: datetime.datetime) -> bool:
        """Neither used, nor worn out by wrong tries, nor past its term; for these words, asked of this person."""
        fresh = self.used_at is None and self.tries < CODE_TRIES and now < self.expires_at
        asked = (self.binding, self.link_round, self.sent_to) == (line.binding(), line.link_round, line.contact.email)
        return fresh and asked

    def matches(self, typed: str) -> bool:
        """Compared in constant time, blanks ignored."""
        return hmac.compare_digest("".join(typed.split()).encode(), self.digits.encode())


class Signature(PublicModel):
    """What was signed, by whom, how it was proved; voided when the words change, never deleted before its term."""

    signatory = models.ForeignKey(Signatory, models.PROTECT, related_name="signatures")
    binding = models.CharField("empreinte signée", max_length=64)
    body_hash = models.CharField("empreinte du texte", max_length=64)
    annex_hash = models.CharField("empreinte de l’annexe", max_length=64)
    name = models.CharField("nom", max_length=150, validators=[validate_one_line])
    power = models.CharField("pouvoir de signer", max_length=150, validators=[validate_one_line])
    consent = models.TextField("consentement")
    email = models.EmailField("adresse où le code a été reçu")
    code = models.OneToOneField(SigningCode, models.PROTECT, related_name="signature", verbose_name="code")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    signed_at = models.DateTimeField("signée le")
    voided_at = models.DateTimeField("annulée le", null=True)
    void_reason = models.CharField("annulée parce que", max_length=200, blank=True)

    class Meta:
        verbose_name = "signature"
        constraints = [
            models.UniqueConstraint(
                fields=["signatory"],
                condition=Q(voided_at=None),
                name="signature_one_standing",
                violation_error_message="Cette convention est déjà signée pour cet organisme.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {hashlib.sha256(self.binding.encode()).hexdigest()[:8]}"
