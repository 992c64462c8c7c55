import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import nqt.common.validators
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models

from nqt.common.text import FOLD_SQL, UNFOLD_SQL


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.RunSQL(FOLD_SQL, UNFOLD_SQL),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifiant')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, validators=[nqt.common.validators.validate_email_address], verbose_name='adresse électronique')),
                ('first_name', models.CharField(blank=True, max_length=100, validators=[nqt.common.validators.validate_one_line], verbose_name='prénom')),
                ('last_name', models.CharField(blank=True, max_length=100, validators=[nqt.common.validators.validate_one_line], verbose_name='nom')),
                ('time_zone', models.CharField(choices=[('Europe/Paris', 'Paris'), ('America/Guadeloupe', 'Guadeloupe'), ('America/Cayenne', 'Guyane'), ('America/Martinique', 'Martinique'), ('Indian/Mayotte', 'Mayotte'), ('Indian/Reunion', 'La Réunion'), ('America/Miquelon', 'Saint-Pierre-et-Miquelon'), ('Pacific/Noumea', 'Nouvelle-Calédonie'), ('Pacific/Tahiti', 'Polynésie française'), ('Pacific/Wallis', 'Wallis-et-Futuna')], default='Europe/Paris', max_length=40, verbose_name='fuseau horaire')),
                ('is_active', models.BooleanField(default=True, verbose_name='compte actif')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='compte créé le')),
                ('session_generation', models.PositiveIntegerField(default=1, editable=False, verbose_name='génération des sessions')),
            ],
            options={
                'verbose_name': 'compte',
                'verbose_name_plural': 'comptes',
                'ordering': ['email'],
                'constraints': [models.UniqueConstraint(fields=('email',), name='accounts_user_email_unique', violation_error_message='Un compte existe déjà pour cette adresse électronique.'), models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='accounts_user_email_lower', violation_error_message='L’adresse électronique s’écrit en minuscules.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_userevent" ("date_joined", "email", "first_name", "id", "is_active", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "time_zone") VALUES (NEW."date_joined", NEW."email", NEW."first_name", NEW."id", NEW."is_active", NEW."last_name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."time_zone"); RETURN NULL;', hash='c431d0e756fd227f538d1338f804813aad97a808', operation='INSERT', pgid='pgtrigger_insert_insert_3867c', table='accounts_user', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."first_name" IS DISTINCT FROM (NEW."first_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."last_name" IS DISTINCT FROM (NEW."last_name") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."time_zone" IS DISTINCT FROM (NEW."time_zone"))', func='INSERT INTO "accounts_userevent" ("date_joined", "email", "first_name", "id", "is_active", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "time_zone") VALUES (NEW."date_joined", NEW."email", NEW."first_name", NEW."id", NEW."is_active", NEW."last_name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."time_zone"); RETURN NULL;', hash='48af674e281aa3ca4ff5fe3a8fbe2f927d66e42f', operation='UPDATE', pgid='pgtrigger_update_update_0e890', table='accounts_user', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_userevent" ("date_joined", "email", "first_name", "id", "is_active", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "time_zone") VALUES (OLD."date_joined", OLD."email", OLD."first_name", OLD."id", OLD."is_active", OLD."last_name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."time_zone"); RETURN NULL;', hash='9905ee4d23a9b1f197c04d87e6d383195c589050', operation='DELETE', pgid='pgtrigger_delete_delete_19f14', table='accounts_user', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifiant')),
                ('email', models.EmailField(max_length=254, validators=[nqt.common.validators.validate_email_address], verbose_name='adresse électronique')),
                ('first_name', models.CharField(blank=True, max_length=100, validators=[nqt.common.validators.validate_one_line], verbose_name='prénom')),
                ('last_name', models.CharField(blank=True, max_length=100, validators=[nqt.common.validators.validate_one_line], verbose_name='nom')),
                ('purpose', models.CharField(max_length=100, verbose_name='objet')),
                ('subject_id', models.PositiveBigIntegerField(verbose_name='sujet')),
                ('facts', models.JSONField(blank=True, default=dict, verbose_name='précisions')),
                ('invited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='invitations_sent', to=settings.AUTH_USER_MODEL, verbose_name='invité par')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créée le')),
                ('expires_at', models.DateTimeField(verbose_name='valable jusqu’au')),
                ('used_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='acceptée le')),
                ('used_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='invitations_used', to=settings.AUTH_USER_MODEL, verbose_name='acceptée par')),
                ('voided_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='annulée le')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('used_at', None), ('voided_at', None)), fields=('purpose', 'subject_id'), name='accounts_invitation_one_open', violation_error_message='Une invitation est déjà en cours.'), models.CheckConstraint(condition=models.Q(('used_at', None), ('voided_at', None), _connector='OR'), name='accounts_invitation_one_end', violation_error_message='Une invitation est acceptée ou annulée, jamais les deux.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_invitationevent" ("created_at", "email", "expires_at", "facts", "first_name", "id", "invited_by_id", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "purpose", "subject_id", "used_at", "used_by_id", "voided_at") VALUES (NEW."created_at", NEW."email", NEW."expires_at", NEW."facts", NEW."first_name", NEW."id", NEW."invited_by_id", NEW."last_name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."purpose", NEW."subject_id", NEW."used_at", NEW."used_by_id", NEW."voided_at"); RETURN NULL;', hash='b3ae58e11019f96ab72e5e0e400793dfa7bbed21', operation='INSERT', pgid='pgtrigger_insert_insert_8c354', table='accounts_invitation', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_invitationevent" ("created_at", "email", "expires_at", "facts", "first_name", "id", "invited_by_id", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "purpose", "subject_id", "used_at", "used_by_id", "voided_at") VALUES (NEW."created_at", NEW."email", NEW."expires_at", NEW."facts", NEW."first_name", NEW."id", NEW."invited_by_id", NEW."last_name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."purpose", NEW."subject_id", NEW."used_at", NEW."used_by_id", NEW."voided_at"); RETURN NULL;', hash='6a7d5b7c409ac7d2790350c11b13a587edc0cbd4', operation='UPDATE', pgid='pgtrigger_update_update_4e12d', table='accounts_invitation', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_invitationevent" ("created_at", "email", "expires_at", "facts", "first_name", "id", "invited_by_id", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "purpose", "subject_id", "used_at", "used_by_id", "voided_at") VALUES (OLD."created_at", OLD."email", OLD."expires_at", OLD."facts", OLD."first_name", OLD."id", OLD."invited_by_id", OLD."last_name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."purpose", OLD."subject_id", OLD."used_at", OLD."used_by_id", OLD."voided_at"); RETURN NULL;', hash='eec3e954ebd8b30dca183c06245646f1d1502e80', operation='DELETE', pgid='pgtrigger_delete_delete_f2c14', table='accounts_invitation', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='InvitationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.invitation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='identifiant')),
                ('email', models.EmailField(max_length=254, validators=[nqt.common.validators.validate_email_address], verbose_name='adresse électronique')),
                ('first_name', models.CharField(blank=True, max_length=100, validators=[nqt.common.validators.validate_one_line], verbose_name='prénom')),
                ('last_name', models.CharField(blank=True, max_length=100, validators=[nqt.common.validators.validate_one_line], verbose_name='nom')),
                ('purpose', models.CharField(max_length=100, verbose_name='objet')),
                ('subject_id', models.PositiveBigIntegerField(verbose_name='sujet')),
                ('facts', models.JSONField(blank=True, default=dict, verbose_name='précisions')),
                ('invited_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invité par')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créée le')),
                ('expires_at', models.DateTimeField(verbose_name='valable jusqu’au')),
                ('used_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='acceptée le')),
                ('used_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='acceptée par')),
                ('voided_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='annulée le')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='UserEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='identifiant')),
                ('email', models.EmailField(max_length=254, validators=[nqt.common.validators.validate_email_address], verbose_name='adresse électronique')),
                ('first_name', models.CharField(blank=True, max_length=100, validators=[nqt.common.validators.validate_one_line], verbose_name='prénom')),
                ('last_name', models.CharField(blank=True, max_length=100, validators=[nqt.common.validators.validate_one_line], verbose_name='nom')),
                ('time_zone', models.CharField(choices=[('Europe/Paris', 'Paris'), ('America/Guadeloupe', 'Guadeloupe'), ('America/Cayenne', 'Guyane'), ('America/Martinique', 'Martinique'), ('Indian/Mayotte', 'Mayotte'), ('Indian/Reunion', 'La Réunion'), ('America/Miquelon', 'Saint-Pierre-et-Miquelon'), ('Pacific/Noumea', 'Nouvelle-Calédonie'), ('Pacific/Tahiti', 'Polynésie française'), ('Pacific/Wallis', 'Wallis-et-Futuna')], default='Europe/Paris', max_length=40, verbose_name='fuseau horaire')),
                ('is_active', models.BooleanField(default=True, verbose_name='compte actif')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='compte créé le')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
