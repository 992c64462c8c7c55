import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import nqt.common.text
import nqt.common.validators
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
            name='CommuneMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.CharField(max_length=5, verbose_name='ancien code')),
                ('after', models.CharField(max_length=5, verbose_name='nouveau code')),
                ('on', models.DateField(verbose_name='depuis le')),
            ],
            options={
                'verbose_name': 'mouvement de commune',
                'ordering': ['on', 'id'],
                'constraints': [models.UniqueConstraint(fields=('before', 'after', 'on'), name='regions_communemove_once', violation_error_message='Ce mouvement est déjà connu.')],
            },
        ),
        migrations.CreateModel(
            name='Department',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifiant')),
                ('code', models.CharField(max_length=3, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='nom')),
                ('folded', models.GeneratedField(db_persist=True, expression=nqt.common.text.Fold('name'), output_field=models.TextField(db_collation='C'))),
                ('zone', models.CharField(choices=[('metropole', 'métropole'), ('drom', 'outre-mer, département'), ('com', 'outre-mer, collectivité')], max_length=9, verbose_name='zone')),
                ('time_zone', models.CharField(max_length=40, verbose_name='fuseau horaire')),
            ],
            options={
                'verbose_name': 'département',
                'ordering': ['code'],
                'indexes': [models.Index(fields=['folded', 'id'], name='regions_department_folded')],
            },
        ),
        migrations.CreateModel(
            name='Commune',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifiant')),
                ('code', models.CharField(max_length=5, unique=True, verbose_name='code INSEE')),
                ('name', models.CharField(max_length=60, verbose_name='nom')),
                ('folded', models.GeneratedField(db_persist=True, expression=nqt.common.text.Fold('name'), output_field=models.TextField(db_collation='C'))),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='communes', to='regions.department', verbose_name='département')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='districts', to='regions.commune', verbose_name='commune')),
                ('postal_codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), default=list, size=None, verbose_name='codes postaux')),
                ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='population')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude du centre')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude du centre')),
                ('is_current', models.BooleanField(db_default=True, default=True, editable=False, verbose_name='existe encore')),
            ],
            options={
                'verbose_name': 'commune',
                'ordering': ['folded', 'id'],
                'indexes': [models.Index(fields=['folded', 'id'], name='regions_commune_folded'), django.contrib.postgres.indexes.GinIndex(fields=['postal_codes'], name='regions_commune_postal_codes')],
            },
        ),
        migrations.CreateModel(
            name='FormerName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_names', to='regions.commune', verbose_name='commune')),
                ('name', models.CharField(max_length=60, verbose_name='ancien nom')),
                ('folded', models.GeneratedField(db_persist=True, expression=nqt.common.text.Fold('name'), output_field=models.TextField(db_collation='C'))),
            ],
            options={
                'verbose_name': 'ancien nom de commune',
                'verbose_name_plural': 'anciens noms de communes',
                'ordering': ['folded', 'id'],
                'indexes': [models.Index(fields=['folded', 'commune'], name='regions_formername_folded')],
                'constraints': [models.UniqueConstraint(fields=('commune', 'name'), name='regions_formername_once', violation_error_message='Cet ancien nom est déjà connu.')],
            },
        ),
        migrations.CreateModel(
            name='OfficialFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifiant')),
                ('kind', models.CharField(choices=[('cog', 'Code officiel géographique'), ('postal_codes', 'Codes postaux'), ('neighborhoods', 'Quartiers prioritaires'), ('occupations', 'Métiers et appellations (ROME)')], max_length=15, verbose_name='contenu')),
                ('name', models.CharField(max_length=200, verbose_name='nom du fichier')),
                ('vintage', models.CharField(blank=True, max_length=20, verbose_name='millésime')),
                ('size', models.PositiveBigIntegerField(verbose_name='taille (octets)')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('rows', models.PositiveIntegerField(verbose_name='lignes')),
                ('imported_at', models.DateTimeField(verbose_name='importé le')),
            ],
            options={
                'verbose_name': 'fichier officiel',
                'ordering': ['-imported_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='PriorityNeighborhood',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifiant')),
                ('valid_from', models.DateField(blank=True, null=True, validators=[nqt.common.validators.validate_date], verbose_name='depuis le')),
                ('valid_until', models.DateField(blank=True, null=True, validators=[nqt.common.validators.validate_date], verbose_name='jusqu’au (exclu)')),
                ('generation', models.PositiveSmallIntegerField(choices=[(2015, '2015'), (2024, '2024')], verbose_name='génération')),
                ('code', models.CharField(max_length=8, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('folded', models.GeneratedField(db_persist=True, expression=nqt.common.text.Fold('name'), output_field=models.TextField(db_collation='C'))),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='neighborhoods', to='regions.department', verbose_name='département')),
                ('shape', models.BinaryField(null=True, verbose_name='périmètre (WKB, WGS 84)')),
                ('is_approximate', models.BooleanField(default=False, verbose_name='périmètre approché')),
                ('communes', models.ManyToManyField(related_name='neighborhoods', to='regions.commune', verbose_name='communes')),
            ],
            options={
                'verbose_name': 'quartier prioritaire',
                'verbose_name_plural': 'quartiers prioritaires',
                'ordering': ['code'],
                'indexes': [models.Index(fields=['folded', 'id'], name='regions_neighborhood_folded'), models.Index(fields=['generation', 'id'], name='regions_neighborhood_gen')],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__gt', models.F('valid_from'))), name='regions_neighborhood_dates_in_order', violation_error_message='La fin doit suivre le début.')],
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifiant')),
                ('valid_from', models.DateField(blank=True, null=True, validators=[nqt.common.validators.validate_date], verbose_name='depuis le')),
                ('valid_until', models.DateField(blank=True, null=True, validators=[nqt.common.validators.validate_date], verbose_name='jusqu’au (exclu)')),
                ('code', models.CharField(max_length=3, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='nom')),
                ('folded', models.GeneratedField(db_persist=True, expression=nqt.common.text.Fold('name'), output_field=models.TextField(db_collation='C'))),
            ],
            options={
                'verbose_name': 'région',
                'ordering': ['folded', 'id'],
                'indexes': [models.Index(fields=['folded', 'id'], name='regions_region_folded')],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__gt', models.F('valid_from'))), name='regions_region_dates_in_order', violation_error_message='La fin doit suivre le début.')],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifiant')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='créée le')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='modifiée le')),
                ('valid_from', models.DateField(blank=True, null=True, validators=[nqt.common.validators.validate_date], verbose_name='depuis le')),
                ('valid_until', models.DateField(blank=True, null=True, validators=[nqt.common.validators.validate_date], verbose_name='jusqu’au (exclu)')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
                ('is_national', models.BooleanField(default=False, verbose_name='toute la France')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='regions.region', verbose_name='région')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='regions.department', verbose_name='département')),
            ],
            options={
                'verbose_name': 'affectation',
                'ordering': ['-valid_from', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__gt', models.F('valid_from'))), name='regions_assignment_dates_in_order', violation_error_message='La fin doit suivre le début.'), models.CheckConstraint(condition=models.Q(models.Q(('department__isnull', True), ('is_national', True), ('region__isnull', True)), models.Q(('department__isnull', True), ('is_national', False), ('region__isnull', False)), models.Q(('department__isnull', False), ('is_national', False), ('region__isnull', True)), _connector='OR'), name='regions_assignment_one_territory', violation_error_message='Une affectation est nationale, ou concerne une région ou un département.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('is_national', True)), expressions=[(models.Func(models.F('user'), models.F('user'), models.Value('[]'), function='int8range'), '='), (models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange'), '&&')], name='regions_assignment_national_once', violation_error_message='Cette personne a déjà une affectation nationale sur cette période.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('region__isnull', False)), expressions=[(models.Func(models.F('user'), models.F('user'), models.Value('[]'), function='int8range'), '='), (models.Func(models.F('region'), models.F('region'), models.Value('[]'), function='int8range'), '='), (models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange'), '&&')], name='regions_assignment_region_once', violation_error_message='Cette personne est déjà affectée à cette région sur cette période.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('department__isnull', False)), expressions=[(models.Func(models.F('user'), models.F('user'), models.Value('[]'), function='int8range'), '='), (models.Func(models.F('department'), models.F('department'), models.Value('[]'), function='int8range'), '='), (models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange'), '&&')], name='regions_assignment_department_once', violation_error_message='Cette personne est déjà affectée à ce département sur cette période.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "regions_assignmentevent" ("created_at", "department_id", "id", "is_national", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "region_id", "updated_at", "user_id", "valid_from", "valid_until", "version") VALUES (NEW."created_at", NEW."department_id", NEW."id", NEW."is_national", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."region_id", NEW."updated_at", NEW."user_id", NEW."valid_from", NEW."valid_until", NEW."version"); RETURN NULL;', hash='635135bc3244e3516c8ef07db5e3678afdee60ee', operation='INSERT', pgid='pgtrigger_insert_insert_397f5', table='regions_assignment', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "regions_assignmentevent" ("created_at", "department_id", "id", "is_national", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "region_id", "updated_at", "user_id", "valid_from", "valid_until", "version") VALUES (NEW."created_at", NEW."department_id", NEW."id", NEW."is_national", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."region_id", NEW."updated_at", NEW."user_id", NEW."valid_from", NEW."valid_until", NEW."version"); RETURN NULL;', hash='288cf3a052d8a6a35a6c8b90b3fbbd661b7ff99c', operation='UPDATE', pgid='pgtrigger_update_update_8ca8e', table='regions_assignment', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "regions_assignmentevent" ("created_at", "department_id", "id", "is_national", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "region_id", "updated_at", "user_id", "valid_from", "valid_until", "version") VALUES (OLD."created_at", OLD."department_id", OLD."id", OLD."is_national", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."region_id", OLD."updated_at", OLD."user_id", OLD."valid_from", OLD."valid_until", OLD."version"); RETURN NULL;', hash='a22a6e5dbcb9dab39ff6f6d4055a69e12bec6f46', operation='DELETE', pgid='pgtrigger_delete_delete_e4fb1', table='regions_assignment', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Coverage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifiant')),
                ('valid_from', models.DateField(blank=True, null=True, validators=[nqt.common.validators.validate_date], verbose_name='depuis le')),
                ('valid_until', models.DateField(blank=True, null=True, validators=[nqt.common.validators.validate_date], verbose_name='jusqu’au (exclu)')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='coverages', to='regions.region', verbose_name='région')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='coverages', to='regions.department', verbose_name='département')),
                ('not_before', models.DateField(blank=True, null=True, validators=[nqt.common.validators.validate_date], verbose_name='au plus tôt le')),
                ('from_precision', models.CharField(choices=[('day', 'au jour près'), ('month', 'au mois près'), ('year', 'à l’année près')], default='day', max_length=5, verbose_name='précision (depuis)')),
                ('certainty', models.CharField(choices=[('stated', 'dit par la source'), ('deduced', 'déduit de la source'), ('unknown', 'inconnu')], default='stated', max_length=7, verbose_name='certitude')),
                ('note', models.TextField(blank=True, verbose_name='note')),
            ],
            options={
                'verbose_name': 'implantation',
                'ordering': ['valid_from', 'id'],
                'indexes': [models.Index(fields=['valid_from', 'id'], name='regions_coverage_from')],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__gt', models.F('valid_from'))), name='regions_coverage_dates_in_order', violation_error_message='La fin doit suivre le début.'), models.CheckConstraint(condition=models.Q(('valid_from__gt', models.F('not_before'))), name='regions_coverage_bounds_in_order', violation_error_message='La fin doit suivre le début.'), models.CheckConstraint(condition=models.Q(models.Q(('department__isnull', True), ('region__isnull', False)), models.Q(('department__isnull', False), ('region__isnull', True)), _connector='OR'), name='regions_coverage_one_territory', violation_error_message='Une implantation concerne une région ou un département, pas les deux.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('region__isnull', False)), expressions=[(models.Func(models.F('region'), models.F('region'), models.Value('[]'), function='int8range'), '='), (models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange'), '&&')], name='regions_coverage_region_once', violation_error_message='Cette région est déjà couverte sur cette période.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('department__isnull', False)), expressions=[(models.Func(models.F('department'), models.F('department'), models.Value('[]'), function='int8range'), '='), (models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange'), '&&')], name='regions_coverage_department_once', violation_error_message='Ce département est déjà couvert sur cette période.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "regions_coverageevent" ("certainty", "department_id", "from_precision", "id", "not_before", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "region_id", "valid_from", "valid_until") VALUES (NEW."certainty", NEW."department_id", NEW."from_precision", NEW."id", NEW."not_before", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."region_id", NEW."valid_from", NEW."valid_until"); RETURN NULL;', hash='39813ce2fa225027bdb82e648b507a78ace1928b', operation='INSERT', pgid='pgtrigger_insert_insert_369f3', table='regions_coverage', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "regions_coverageevent" ("certainty", "department_id", "from_precision", "id", "not_before", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "region_id", "valid_from", "valid_until") VALUES (NEW."certainty", NEW."department_id", NEW."from_precision", NEW."id", NEW."not_before", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."region_id", NEW."valid_from", NEW."valid_until"); RETURN NULL;', hash='b7648ff6ef3393c36c7b89899995dcfced34b73f', operation='UPDATE', pgid='pgtrigger_update_update_2cdaf', table='regions_coverage', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "regions_coverageevent" ("certainty", "department_id", "from_precision", "id", "not_before", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "region_id", "valid_from", "valid_until") VALUES (OLD."certainty", OLD."department_id", OLD."from_precision", OLD."id", OLD."not_before", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."region_id", OLD."valid_from", OLD."valid_until"); RETURN NULL;', hash='f436e11b74cc3d19896f6375b5bd59ddd7eb09a3', operation='DELETE', pgid='pgtrigger_delete_delete_76db3', table='regions_coverage', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='RegionDepartment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifiant')),
                ('valid_from', models.DateField(blank=True, null=True, validators=[nqt.common.validators.validate_date], verbose_name='depuis le')),
                ('valid_until', models.DateField(blank=True, null=True, validators=[nqt.common.validators.validate_date], verbose_name='jusqu’au (exclu)')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='regions.region', verbose_name='région')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='regions.department', verbose_name='département')),
            ],
            options={
                'verbose_name': 'rattachement d’un département',
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__gt', models.F('valid_from'))), name='regions_regiondepartment_dates_in_order', violation_error_message='La fin doit suivre le début.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('department'), models.F('department'), models.Value('[]'), function='int8range'), '='), (models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange'), '&&')], name='regions_regiondepartment_one_region_at_a_time', violation_error_message='Ce département appartient déjà à une région sur cette période.')],
            },
        ),
        migrations.CreateModel(
            name='AssignmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='regions.assignment')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='identifiant')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='créée le')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='modifiée le')),
                ('valid_from', models.DateField(blank=True, null=True, validators=[nqt.common.validators.validate_date], verbose_name='depuis le')),
                ('valid_until', models.DateField(blank=True, null=True, validators=[nqt.common.validators.validate_date], verbose_name='jusqu’au (exclu)')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
                ('is_national', models.BooleanField(default=False, verbose_name='toute la France')),
                ('region', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='regions.region', verbose_name='région')),
                ('department', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='regions.department', verbose_name='département')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CoverageEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='regions.coverage')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='identifiant')),
                ('valid_from', models.DateField(blank=True, null=True, validators=[nqt.common.validators.validate_date], verbose_name='depuis le')),
                ('valid_until', models.DateField(blank=True, null=True, validators=[nqt.common.validators.validate_date], verbose_name='jusqu’au (exclu)')),
                ('region', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='regions.region', verbose_name='région')),
                ('department', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='regions.department', verbose_name='département')),
                ('not_before', models.DateField(blank=True, null=True, validators=[nqt.common.validators.validate_date], verbose_name='au plus tôt le')),
                ('from_precision', models.CharField(choices=[('day', 'au jour près'), ('month', 'au mois près'), ('year', 'à l’année près')], default='day', max_length=5, verbose_name='précision (depuis)')),
                ('certainty', models.CharField(choices=[('stated', 'dit par la source'), ('deduced', 'déduit de la source'), ('unknown', 'inconnu')], default='stated', max_length=7, verbose_name='certitude')),
                ('note', models.TextField(blank=True, verbose_name='note')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='region',
            name='departments',
            field=models.ManyToManyField(related_name='regions', through='regions.RegionDepartment', to='regions.department'),
        ),
    ]
