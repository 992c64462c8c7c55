import django.db.models.deletion
import django.utils.timezone
import nqt.common.validators
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifiant')),
                ('kind', models.CharField(max_length=100, verbose_name='sorte')),
                ('key', models.CharField(max_length=250, unique=True, verbose_name='clé')),
                ('about', models.CharField(blank=True, max_length=100, verbose_name='au sujet de')),
                ('to', models.EmailField(max_length=254, validators=[nqt.common.validators.validate_email_address], verbose_name='destinataire')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
                ('time_zone', models.CharField(default='Europe/Paris', max_length=40, verbose_name='fuseau horaire')),
                ('context', models.JSONField(default=dict, verbose_name='précisions')),
                ('secret', models.TextField(blank=True, verbose_name='secret scellé')),
                ('is_reminder', models.BooleanField(default=False, verbose_name='relance')),
                ('state', models.CharField(choices=[('queued', 'en attente'), ('sending', 'en cours d’envoi'), ('sent', 'envoyé'), ('bounced', 'adresse refusée'), ('failed', 'abandonné'), ('expired', 'échu avant l’envoi'), ('withdrawn', 'devenu sans objet'), ('stopped', 'arrêté par la personne')], default='queued', max_length=10, verbose_name='état')),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dû le')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='sans objet après le')),
                ('next_try_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='prochain essai')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='essais')),
                ('in_doubt', models.PositiveSmallIntegerField(default=0, verbose_name='remises sans réponse')),
                ('lease_until', models.DateTimeField(blank=True, null=True, verbose_name='réservé jusqu’au')),
                ('worker', models.CharField(blank=True, max_length=100, verbose_name='réservé par')),
                ('last_error', models.CharField(blank=True, max_length=200, verbose_name='dernière erreur')),
                ('message_id', models.CharField(max_length=120, verbose_name='Message-ID')),
                ('subject', models.CharField(blank=True, max_length=250, verbose_name='objet')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='écrit le')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='envoyé le')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ['next_try_at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('state__in', ['queued', 'sending'])), fields=['next_try_at', 'id'], name='outbox_message_waiting'), models.Index(condition=models.Q(('is_reminder', True)), fields=['to', 'sent_at'], name='outbox_message_reminders'), models.Index(condition=models.Q(('about', ''), _negated=True), fields=['about', '-created_at'], name='outbox_message_about'), models.Index(fields=['created_at'], name='outbox_message_created')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='outbox_message_sent_when', violation_error_message='Un message envoyé a une date d’envoi, les autres n’en ont pas.'), models.CheckConstraint(condition=models.Q(models.Q(('lease_until__isnull', False), ('state', 'sending')), models.Q(models.Q(('state', 'sending'), _negated=True), ('lease_until__isnull', True)), _connector='OR'), name='outbox_message_held_by', violation_error_message='Un message en cours d’envoi est réservé par quelqu’un.'), models.CheckConstraint(condition=models.Q(('secret', ''), ('state__in', ['queued', 'sending']), _connector='OR'), name='outbox_message_secret_wiped', violation_error_message='Le secret d’un message est effacé dès qu’il est parti.')],
            },
        ),
        migrations.CreateModel(
            name='Stop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, verbose_name='empreinte de l’adresse')),
                ('family', models.CharField(max_length=100, verbose_name='famille')),
                ('stopped_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='arrêté le')),
            ],
            options={
                'verbose_name': 'arrêt de courriels',
                'verbose_name_plural': 'arrêts de courriels',
                'ordering': ['stopped_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('digest', 'family'), name='outbox_stop_once', violation_error_message='Ces courriels sont déjà arrêtés.')],
            },
        ),
    ]
