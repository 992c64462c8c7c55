import django.contrib.postgres.functions
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='le')),
                ('user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
                ('role', models.CharField(choices=[('anonymous', 'visiteur'), ('graduate', 'jeune diplômé'), ('mentor', 'parrain ou marraine'), ('partner_landlord', 'partenaire'), ('partner_regional', 'association régionale'), ('partner_union', 'union ou fédération'), ('staff_regional', 'équipe régionale'), ('staff_national', 'équipe nationale'), ('board', 'conseil d’administration'), ('auditor', 'auditeur'), ('system', 'traitement automatique')], default='anonymous', max_length=20, verbose_name='rôle')),
                ('hat_key', models.CharField(blank=True, max_length=100, verbose_name='casquette')),
                ('verb', models.CharField(choices=[('read', 'consultation'), ('export', 'export')], max_length=10, verbose_name='accès')),
                ('model', models.CharField(blank=True, max_length=100, verbose_name='modèle')),
                ('object_public_id', models.UUIDField(null=True, verbose_name='fiche')),
                ('description', models.CharField(blank=True, max_length=300, verbose_name='liste')),
                ('count', models.PositiveIntegerField(null=True, verbose_name='lignes')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='motif')),
            ],
            options={
                'verbose_name': 'accès',
                'verbose_name_plural': 'accès',
                'indexes': [models.Index(fields=['model', 'object_public_id', '-at'], name='audit_access_object'), models.Index(fields=['at'], name='audit_access_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('object_public_id__isnull', False), models.Q(('description', ''), _negated=True), _connector='OR'), name='audit_access_of_something', violation_error_message='Un accès désigne une fiche ou une liste.')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8b4db2d625bb60625cc2afde78f82c0436860f5f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9817f', table='audit_accessrecord', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='TransitionLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='le')),
                ('user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
                ('role', models.CharField(choices=[('anonymous', 'visiteur'), ('graduate', 'jeune diplômé'), ('mentor', 'parrain ou marraine'), ('partner_landlord', 'partenaire'), ('partner_regional', 'association régionale'), ('partner_union', 'union ou fédération'), ('staff_regional', 'équipe régionale'), ('staff_national', 'équipe nationale'), ('board', 'conseil d’administration'), ('auditor', 'auditeur'), ('system', 'traitement automatique')], default='anonymous', max_length=20, verbose_name='rôle')),
                ('hat_key', models.CharField(blank=True, max_length=100, verbose_name='casquette')),
                ('model', models.CharField(max_length=100, verbose_name='modèle')),
                ('object_pk', models.BigIntegerField(verbose_name='objet')),
                ('field', models.CharField(max_length=50, verbose_name='champ')),
                ('name', models.CharField(max_length=50, verbose_name='étape')),
                ('from_state', models.CharField(max_length=50, verbose_name='de')),
                ('to_state', models.CharField(max_length=50, verbose_name='vers')),
                ('reason', models.TextField(blank=True, verbose_name='motif')),
                ('bearer', models.CharField(blank=True, max_length=60, verbose_name='porteur du lien')),
                ('source', models.CharField(blank=True, max_length=100, verbose_name='traitement')),
            ],
            options={
                'verbose_name': 'étape franchie',
                'verbose_name_plural': 'étapes franchies',
                'indexes': [models.Index(fields=['model', 'object_pk'], name='audit_transition_object')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='52c58ddedc47d891973d2f82a48c8ae97b98b77d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_750ae', table='audit_transitionlog', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SecurityEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='le')),
                ('user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
                ('role', models.CharField(choices=[('anonymous', 'visiteur'), ('graduate', 'jeune diplômé'), ('mentor', 'parrain ou marraine'), ('partner_landlord', 'partenaire'), ('partner_regional', 'association régionale'), ('partner_union', 'union ou fédération'), ('staff_regional', 'équipe régionale'), ('staff_national', 'équipe nationale'), ('board', 'conseil d’administration'), ('auditor', 'auditeur'), ('system', 'traitement automatique')], default='anonymous', max_length=20, verbose_name='rôle')),
                ('hat_key', models.CharField(blank=True, max_length=100, verbose_name='casquette')),
                ('kind', models.CharField(choices=[('signed_in', 'connexion'), ('sign_in_failed', 'connexion refusée'), ('signed_out', 'déconnexion'), ('code_rejected', 'code refusé'), ('password_changed', 'mot de passe changé'), ('password_reset', 'mot de passe réinitialisé'), ('email_changed', 'adresse changée'), ('mfa_added', 'second facteur ajouté'), ('mfa_removed', 'second facteur retiré'), ('mfa_reset', 'codes de secours renouvelés'), ('mfa_used', 'second facteur utilisé'), ('mfa_failed', 'second facteur refusé'), ('mfa_missing', 'second facteur exigé'), ('invitation_sent', 'invitation envoyée'), ('invitation_accepted', 'invitation acceptée'), ('invitation_refused', 'invitation refusée'), ('session_expired', 'session échue'), ('rights_changed', 'droits changés'), ('denied', 'accès refusé')], max_length=30, verbose_name='événement')),
                ('email_hash', models.CharField(blank=True, max_length=64, verbose_name='empreinte de l’adresse')),
                ('ip', models.GenericIPAddressField(null=True, verbose_name='adresse IP')),
                ('path', models.CharField(blank=True, max_length=300, verbose_name='page')),
                ('detail', models.CharField(blank=True, max_length=100, verbose_name='précision')),
            ],
            options={
                'verbose_name': 'événement de sécurité',
                'verbose_name_plural': 'événements de sécurité',
                'indexes': [models.Index(fields=['user', '-at'], name='audit_security_user'), models.Index(fields=['at'], name='audit_security_at')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3561f1cd723efa88850634dd59da2d395af7be52', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d9313', table='audit_securityevent', when='BEFORE'))],
            },
        ),
    ]
