import django.db.models.deletion
import django_fsm
import nqt.common.text
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifiant')),
                ('name', models.CharField(max_length=100, verbose_name='nom')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Request',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifiant')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='créée le')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='modifiée le')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ('first_name', models.CharField(max_length=50, verbose_name='prénom')),
                ('last_name', models.CharField(max_length=50, verbose_name='nom')),
                ('degree', models.CharField(blank=True, max_length=50, verbose_name='diplôme')),
                ('degree_year', models.IntegerField(blank=True, null=True, verbose_name='année')),
                ('is_seeking', models.BooleanField(default=False, verbose_name='en recherche')),
                ('aims', models.TextField(blank=True, verbose_name='projet')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifiant')),
                ('name', models.CharField(max_length=50, verbose_name='nom')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Town',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifiant')),
                ('code', models.CharField(max_length=5, verbose_name='code')),
                ('name', models.CharField(max_length=100, verbose_name='nom')),
                ('folded', models.GeneratedField(db_persist=True, expression=nqt.common.text.Fold('name'), output_field=models.TextField(db_collation='C'))),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifiant')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='créée le')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='modifiée le')),
                ('title', models.CharField(max_length=100, verbose_name='intitulé')),
                ('folded', models.GeneratedField(db_persist=True, expression=nqt.common.text.Fold('title'), output_field=models.TextField(db_collation='C'))),
                ('kind', models.CharField(choices=[('local', 'Locale'), ('national', 'Nationale')], max_length=10, verbose_name='nature')),
                ('status', django_fsm.FSMField(choices=[('draft', 'Brouillon'), ('sent', 'Envoyée'), ('signed', 'Signée'), ('refused', 'Refusée')], default='draft', max_length=50, verbose_name='état')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='trial.body', verbose_name='organisation')),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='trial.town', verbose_name='commune')),
                ('starts_on', models.DateField(verbose_name='début')),
                ('ends_on', models.DateField(verbose_name='fin')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='signée le')),
                ('signed_precision', models.CharField(choices=[('day', 'au jour près'), ('month', 'au mois près'), ('year', 'à l’année près')], default='day', max_length=5, verbose_name='précision (signature)')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='montant')),
                ('is_confidential', models.BooleanField(default=False, verbose_name='confidentielle')),
                ('internal_note', models.TextField(blank=True, verbose_name='note interne')),
                ('refusal', models.CharField(blank=True, max_length=200, verbose_name='motif du refus')),
                ('themes', models.ManyToManyField(blank=True, to='trial.theme', verbose_name='thèmes')),
            ],
            options={
                'indexes': [models.Index(fields=['folded', 'id'], name='trial_folded'), models.Index(fields=['signed_on', 'id'], name='trial_agree_signed__d2cd6f_idx')],
                'constraints': [models.UniqueConstraint(fields=('body', 'title'), name='trial_title_once', violation_error_message='Cette organisation a déjà une convention de ce nom.'), models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='trial_dates', violation_error_message='La fin doit suivre le début.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "trial_agreementevent" ("amount", "body_id", "created_at", "ends_on", "id", "internal_note", "is_confidential", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "refusal", "signed_on", "signed_precision", "starts_on", "status", "title", "town_id", "updated_at", "version") VALUES (NEW."amount", NEW."body_id", NEW."created_at", NEW."ends_on", NEW."id", NEW."internal_note", NEW."is_confidential", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."refusal", NEW."signed_on", NEW."signed_precision", NEW."starts_on", NEW."status", NEW."title", NEW."town_id", NEW."updated_at", NEW."version"); RETURN NULL;', hash='17a5cae4a1c5ced4fd5eae3c4057b723cb8c0110', operation='INSERT', pgid='pgtrigger_insert_insert_9ab0b', table='trial_agreement', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "trial_agreementevent" ("amount", "body_id", "created_at", "ends_on", "id", "internal_note", "is_confidential", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "refusal", "signed_on", "signed_precision", "starts_on", "status", "title", "town_id", "updated_at", "version") VALUES (NEW."amount", NEW."body_id", NEW."created_at", NEW."ends_on", NEW."id", NEW."internal_note", NEW."is_confidential", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."refusal", NEW."signed_on", NEW."signed_precision", NEW."starts_on", NEW."status", NEW."title", NEW."town_id", NEW."updated_at", NEW."version"); RETURN NULL;', hash='74c2482c1415c54ce7b62390a189a418e2cf6dac', operation='UPDATE', pgid='pgtrigger_update_update_3eb69', table='trial_agreement', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "trial_agreementevent" ("amount", "body_id", "created_at", "ends_on", "id", "internal_note", "is_confidential", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "refusal", "signed_on", "signed_precision", "starts_on", "status", "title", "town_id", "updated_at", "version") VALUES (OLD."amount", OLD."body_id", OLD."created_at", OLD."ends_on", OLD."id", OLD."internal_note", OLD."is_confidential", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."refusal", OLD."signed_on", OLD."signed_precision", OLD."starts_on", OLD."status", OLD."title", OLD."town_id", OLD."updated_at", OLD."version"); RETURN NULL;', hash='bd59e8db9b5f2e5703268d3cb515bab0a6398b51', operation='DELETE', pgid='pgtrigger_delete_delete_2a595', table='trial_agreement', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Signatory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifiant')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatories', to='trial.agreement')),
                ('name', models.CharField(max_length=100, verbose_name='nom')),
                ('role', models.CharField(max_length=100, verbose_name='fonction')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('agreement', 'name'), name='trial_signs_once', violation_error_message='Cette personne signe déjà.')],
            },
        ),
        migrations.CreateModel(
            name='AgreementEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='trial.agreement')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='identifiant')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='créée le')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='modifiée le')),
                ('title', models.CharField(max_length=100, verbose_name='intitulé')),
                ('folded', models.GeneratedField(db_persist=True, expression=nqt.common.text.Fold('title'), output_field=models.TextField(db_collation='C'))),
                ('kind', models.CharField(choices=[('local', 'Locale'), ('national', 'Nationale')], max_length=10, verbose_name='nature')),
                ('status', django_fsm.FSMField(choices=[('draft', 'Brouillon'), ('sent', 'Envoyée'), ('signed', 'Signée'), ('refused', 'Refusée')], default='draft', max_length=50, verbose_name='état')),
                ('body', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trial.body', verbose_name='organisation')),
                ('town', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trial.town', verbose_name='commune')),
                ('starts_on', models.DateField(verbose_name='début')),
                ('ends_on', models.DateField(verbose_name='fin')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='signée le')),
                ('signed_precision', models.CharField(choices=[('day', 'au jour près'), ('month', 'au mois près'), ('year', 'à l’année près')], default='day', max_length=5, verbose_name='précision (signature)')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='montant')),
                ('is_confidential', models.BooleanField(default=False, verbose_name='confidentielle')),
                ('internal_note', models.TextField(blank=True, verbose_name='note interne')),
                ('refusal', models.CharField(blank=True, max_length=200, verbose_name='motif du refus')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
