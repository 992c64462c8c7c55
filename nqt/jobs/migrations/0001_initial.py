import django.db.models.deletion
import django.utils.timezone
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
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifiant')),
                ('kind', models.CharField(max_length=100, verbose_name='travail')),
                ('label', models.CharField(max_length=200, verbose_name='nom')),
                ('queue', models.CharField(default='default', max_length=20, verbose_name='file')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='jobs', to=settings.AUTH_USER_MODEL, verbose_name='demandé par')),
                ('hat_key', models.CharField(blank=True, max_length=100, verbose_name='casquette')),
                ('role', models.CharField(choices=[('anonymous', 'visiteur'), ('graduate', 'jeune diplômé'), ('mentor', 'parrain ou marraine'), ('partner_landlord', 'partenaire'), ('partner_regional', 'association régionale'), ('partner_union', 'union ou fédération'), ('staff_regional', 'équipe régionale'), ('staff_national', 'équipe nationale'), ('board', 'conseil d’administration'), ('auditor', 'auditeur'), ('system', 'traitement automatique')], default='system', max_length=20, verbose_name='rôle')),
                ('parameters', models.JSONField(blank=True, default=dict, verbose_name='paramètres')),
                ('key', models.CharField(blank=True, max_length=200, verbose_name='clé')),
                ('state', models.CharField(choices=[('waiting', 'en attente'), ('running', 'en cours'), ('done', 'terminé'), ('failed', 'en échec'), ('cancelled', 'annulé')], default='waiting', max_length=10, verbose_name='état')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='lignes faites')),
                ('total', models.PositiveIntegerField(null=True, verbose_name='lignes en tout')),
                ('step', models.CharField(blank=True, max_length=120, verbose_name='étape')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='essais')),
                ('claimed_by', models.CharField(blank=True, max_length=120, verbose_name='ouvrier')),
                ('lease_until', models.DateTimeField(null=True, verbose_name='bail jusqu’au')),
                ('cancel_asked_at', models.DateTimeField(null=True, verbose_name='arrêt demandé le')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='demandé le')),
                ('started_at', models.DateTimeField(null=True, verbose_name='commencé le')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='fini le')),
                ('result', models.JSONField(blank=True, default=dict, verbose_name='résultat')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='ce qui a manqué')),
                ('file', models.FileField(blank=True, null=True, upload_to='jobs/', verbose_name='fichier')),
                ('file_name', models.CharField(blank=True, max_length=200, verbose_name='nom du fichier')),
            ],
            options={
                'verbose_name': 'travail long',
                'verbose_name_plural': 'travaux longs',
                'ordering': ['-created_at', '-id'],
                'indexes': [models.Index(fields=['created_at', 'id'], name='jobs_job_created'), models.Index(fields=['owner', '-created_at'], name='jobs_job_owner'), models.Index(condition=models.Q(('state__in', ['waiting', 'running'])), fields=['state', 'lease_until'], name='jobs_job_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(models.Q(('key', ''), _negated=True), ('state__in', ['waiting', 'running'])), fields=('key',), name='jobs_job_one_live', violation_error_message='Ce travail est déjà en cours.')],
            },
        ),
    ]
