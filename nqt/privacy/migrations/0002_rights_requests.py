"""Erasures become one kind of request in the register of rights."""

import django.db.models.deletion
import django.utils.timezone
import django_fsm
from django.conf import settings
from django.db import migrations, models

import nqt.common.validators

FILL = """
UPDATE privacy_rightsrequest SET
  received_on = (asked_at AT TIME ZONE 'Europe/Paris')::date,
  due_on = ((asked_at AT TIME ZONE 'Europe/Paris')::date + interval '1 month')::date,
  answered_at = coalesce(done_at, withdrawn_at),
  created_at = asked_at, updated_at = coalesce(done_at, withdrawn_at, asked_at),
  state = CASE WHEN done_at IS NOT NULL THEN 'done' WHEN withdrawn_at IS NOT NULL THEN 'withdrawn' ELSE 'open' END
"""
UNFILL = """
DELETE FROM privacy_rightsrequest WHERE kind <> 'erasure' OR state = 'refused';
UPDATE privacy_rightsrequest SET
  done_at = CASE WHEN state = 'done' THEN answered_at END,
  withdrawn_at = CASE WHEN state = 'withdrawn' THEN answered_at END
"""


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='erasure', name='privacy_erasure_one_open'),
        migrations.RenameModel(old_name='Erasure', new_name='RightsRequest'),
        migrations.AlterModelOptions(
            name='rightsrequest',
            options={'ordering': ['due_on', 'id'], 'verbose_name': 'demande de droits', 'verbose_name_plural': 'demandes de droits'},
        ),
        migrations.AddField('rightsrequest', 'version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
        migrations.AddField('rightsrequest', 'created_at', models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now, verbose_name='créée le'), preserve_default=False),
        migrations.AddField('rightsrequest', 'updated_at', models.DateTimeField(auto_now=True, verbose_name='modifiée le')),
        migrations.AddField('rightsrequest', 'kind', models.CharField(choices=[('access', 'accès'), ('correction', 'rectification'), ('erasure', 'effacement'), ('restriction', 'limitation')], default='erasure', max_length=12, verbose_name='droit')),
        migrations.AddField('rightsrequest', 'state', django_fsm.FSMField(choices=[('open', 'à traiter'), ('done', 'satisfaite'), ('refused', 'refusée'), ('withdrawn', 'retirée'), ('lifted', 'limitation levée')], default='open', max_length=50, protected=True, verbose_name='état')),
        migrations.AddField('rightsrequest', 'channel', models.CharField(choices=[('online', 'dans son espace'), ('mail', 'par courriel'), ('post', 'par courrier'), ('phone', 'par téléphone'), ('aloud', 'de vive voix'), ('staff', 'décidée par l’équipe')], default='online', max_length=8, verbose_name='reçue')),
        migrations.AddField('rightsrequest', 'entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='notée par')),
        migrations.AddField('rightsrequest', 'words', models.TextField(blank=True, max_length=1000, validators=[nqt.common.validators.validate_plain_text], verbose_name='ce qu’elle demande')),
        migrations.AlterField('rightsrequest', 'asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='notée le')),
        migrations.AddField('rightsrequest', 'received_on', models.DateField(null=True, verbose_name='reçue le')),
        migrations.AddField('rightsrequest', 'due_on', models.DateField(null=True, verbose_name='à répondre avant la fin du')),
        migrations.AddField('rightsrequest', 'extended_at', models.DateTimeField(blank=True, null=True, verbose_name='prolongée le')),
        migrations.AddField('rightsrequest', 'extension_reason', models.TextField(blank=True, max_length=1000, verbose_name='prolongée parce que')),
        migrations.AddField('rightsrequest', 'answer', models.TextField(blank=True, max_length=1000, validators=[nqt.common.validators.validate_plain_text], verbose_name='ce que la personne a lu')),
        migrations.AddField('rightsrequest', 'answered_at', models.DateTimeField(blank=True, null=True, verbose_name='répondue le')),
        migrations.AlterField('rightsrequest', 'user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='compte de la personne')),
        migrations.AlterField('rightsrequest', 'done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='répondue par')),
        migrations.RunSQL(FILL, UNFILL),
        migrations.AlterField('rightsrequest', 'received_on', models.DateField(verbose_name='reçue le')),
        migrations.AlterField('rightsrequest', 'due_on', models.DateField(verbose_name='à répondre avant la fin du')),
        migrations.RemoveField('rightsrequest', 'done_at'),
        migrations.RemoveField('rightsrequest', 'withdrawn_at'),
        migrations.AddIndex('rightsrequest', models.Index(fields=['due_on', 'id'], name='privacy_request_due')),
        migrations.AddIndex('rightsrequest', models.Index(fields=['model', 'object_public_id'], name='privacy_request_about')),
        migrations.AddConstraint('rightsrequest', models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('model', 'object_public_id', 'kind'), name='privacy_request_one_open', violation_error_message='Cette demande est déjà notée : elle attend sa réponse.')),
        migrations.AddConstraint('rightsrequest', models.CheckConstraint(condition=models.Q(('state', 'open'), ('answered_at__isnull', False), _connector='OR'), name='privacy_request_answer_is_dated', violation_error_message='Une demande répondue porte la date de sa réponse.')),
    ]
