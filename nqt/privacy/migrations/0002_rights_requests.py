"""Erasures become one kind of request in the register of rights."""

import uuid

import django.db.models.deletion
import django.utils.timezone
import django_fsm
import pgtrigger.compiler
import pgtrigger.migrations
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
        ('pghistory', '0007_auto_20250421_0444'),
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
        migrations.AddField('rightsrequest', 'time_zone', models.CharField(default='Europe/Paris', max_length=40, verbose_name='fuseau horaire')),
        migrations.AddField('rightsrequest', 'due_on', models.DateField(null=True, verbose_name='réponse due le')),
        migrations.AddField('rightsrequest', 'extended_at', models.DateTimeField(blank=True, null=True, verbose_name='prolongée le')),
        migrations.AddField('rightsrequest', 'delay_reason', models.TextField(blank=True, max_length=1000, verbose_name='prolongée parce que')),
        migrations.AddField('rightsrequest', 'answer', models.TextField(blank=True, max_length=1000, validators=[nqt.common.validators.validate_plain_text], verbose_name='ce que la personne a lu')),
        migrations.AddField('rightsrequest', 'answered_at', models.DateTimeField(blank=True, null=True, verbose_name='répondue le')),
        migrations.AlterField('rightsrequest', 'user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='compte de la personne')),
        migrations.AlterField('rightsrequest', 'done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='répondue par')),
        migrations.RunSQL(FILL, UNFILL),
        migrations.AlterField('rightsrequest', 'received_on', models.DateField(verbose_name='reçue le')),
        migrations.AlterField('rightsrequest', 'due_on', models.DateField(verbose_name='réponse due le')),
        migrations.RemoveField('rightsrequest', 'done_at'),
        migrations.RemoveField('rightsrequest', 'withdrawn_at'),
        migrations.AddIndex('rightsrequest', models.Index(fields=['due_on', 'id'], name='privacy_request_due')),
        migrations.AddIndex('rightsrequest', models.Index(fields=['model', 'object_public_id'], name='privacy_request_about')),
        migrations.AddConstraint('rightsrequest', models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('model', 'object_public_id', 'kind'), name='privacy_request_one_open', violation_error_message='Cette demande est déjà notée : elle attend sa réponse.')),
        migrations.AddConstraint('rightsrequest', models.CheckConstraint(condition=models.Q(('state', 'open'), ('answered_at__isnull', False), _connector='OR'), name='privacy_request_answer_is_dated', violation_error_message='Une demande répondue porte la date de sa réponse.')),
        migrations.CreateModel(
            name='RightsRequestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='identifiant')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='créée le')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='modifiée le')),
                ('kind', models.CharField(choices=[('access', 'accès'), ('correction', 'rectification'), ('erasure', 'effacement'), ('restriction', 'limitation')], default='erasure', max_length=12, verbose_name='droit')),
                ('model', models.CharField(max_length=100, verbose_name='fiche')),
                ('object_public_id', models.UUIDField(verbose_name='identifiant de la fiche')),
                ('state', django_fsm.FSMField(choices=[('open', 'à traiter'), ('done', 'satisfaite'), ('refused', 'refusée'), ('withdrawn', 'retirée'), ('lifted', 'limitation levée')], default='open', max_length=50, protected=True, verbose_name='état')),
                ('channel', models.CharField(choices=[('online', 'dans son espace'), ('mail', 'par courriel'), ('post', 'par courrier'), ('phone', 'par téléphone'), ('aloud', 'de vive voix'), ('staff', 'décidée par l’équipe')], default='online', max_length=8, verbose_name='reçue')),
                ('words', models.TextField(blank=True, max_length=1000, validators=[nqt.common.validators.validate_plain_text], verbose_name='ce qu’elle demande')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='notée le')),
                ('received_on', models.DateField(verbose_name='reçue le')),
                ('time_zone', models.CharField(default='Europe/Paris', max_length=40, verbose_name='fuseau horaire')),
                ('due_on', models.DateField(verbose_name='réponse due le')),
                ('extended_at', models.DateTimeField(blank=True, null=True, verbose_name='prolongée le')),
                ('delay_reason', models.TextField(blank=True, max_length=1000, verbose_name='prolongée parce que')),
                ('answer', models.TextField(blank=True, max_length=1000, validators=[nqt.common.validators.validate_plain_text], verbose_name='ce que la personne a lu')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='répondue le')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rightsrequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_rightsrequestevent" ("answer", "answered_at", "asked_at", "channel", "created_at", "delay_reason", "done_by_id", "due_on", "entered_by_id", "extended_at", "id", "kind", "model", "object_public_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "received_on", "state", "time_zone", "updated_at", "user_id", "version", "words") VALUES (NEW."answer", NEW."answered_at", NEW."asked_at", NEW."channel", NEW."created_at", NEW."delay_reason", NEW."done_by_id", NEW."due_on", NEW."entered_by_id", NEW."extended_at", NEW."id", NEW."kind", NEW."model", NEW."object_public_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."received_on", NEW."state", NEW."time_zone", NEW."updated_at", NEW."user_id", NEW."version", NEW."words"); RETURN NULL;', hash='0693af5b7b2b77d6938f14f1602e85e84497ab21', operation='INSERT', pgid='pgtrigger_insert_insert_02f78', table='privacy_rightsrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rightsrequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "privacy_rightsrequestevent" ("answer", "answered_at", "asked_at", "channel", "created_at", "delay_reason", "done_by_id", "due_on", "entered_by_id", "extended_at", "id", "kind", "model", "object_public_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "received_on", "state", "time_zone", "updated_at", "user_id", "version", "words") VALUES (NEW."answer", NEW."answered_at", NEW."asked_at", NEW."channel", NEW."created_at", NEW."delay_reason", NEW."done_by_id", NEW."due_on", NEW."entered_by_id", NEW."extended_at", NEW."id", NEW."kind", NEW."model", NEW."object_public_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."received_on", NEW."state", NEW."time_zone", NEW."updated_at", NEW."user_id", NEW."version", NEW."words"); RETURN NULL;', hash='73423846387b14d33bd56a3c1d3f419436bd8b17', operation='UPDATE', pgid='pgtrigger_update_update_7ac12', table='privacy_rightsrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rightsrequest',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_rightsrequestevent" ("answer", "answered_at", "asked_at", "channel", "created_at", "delay_reason", "done_by_id", "due_on", "entered_by_id", "extended_at", "id", "kind", "model", "object_public_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "received_on", "state", "time_zone", "updated_at", "user_id", "version", "words") VALUES (OLD."answer", OLD."answered_at", OLD."asked_at", OLD."channel", OLD."created_at", OLD."delay_reason", OLD."done_by_id", OLD."due_on", OLD."entered_by_id", OLD."extended_at", OLD."id", OLD."kind", OLD."model", OLD."object_public_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."received_on", OLD."state", OLD."time_zone", OLD."updated_at", OLD."user_id", OLD."version", OLD."words"); RETURN NULL;', hash='9f1fd527dcee6a3fca34bd9dbb03562ba702f388', operation='DELETE', pgid='pgtrigger_delete_delete_d2012', table='privacy_rightsrequest', when='AFTER')),
        ),
        migrations.AddField(
            model_name='rightsrequestevent',
            name='done_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='répondue par'),
        ),
        migrations.AddField(
            model_name='rightsrequestevent',
            name='entered_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='notée par'),
        ),
        migrations.AddField(
            model_name='rightsrequestevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='rightsrequestevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='privacy.rightsrequest'),
        ),
        migrations.AddField(
            model_name='rightsrequestevent',
            name='user',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='compte de la personne'),
        ),
    ]
