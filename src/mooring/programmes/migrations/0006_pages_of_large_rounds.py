from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_alter_organisation_video'),
        ('programmes', '0005_what_locks_cost'),
    ]

    operations = [
        migrations.AddField(
            model_name='match',
            name='band',
            field=models.CharField(choices=[('strong', 'Much speaks for it'), ('good', 'A good introduction'), ('fair', 'Worth a try')], db_default='fair', default='fair', max_length=6),
        ),
        migrations.AddField(
            model_name='match',
            name='standing',
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='round',
            name='tally',
            field=models.JSONField(default=dict),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(fields=['round', 'band', '-standing', 'id'], name='programmes_match_in_band'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(fields=['round', 'introduced_at'], name='programmes_match_introduced'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(condition=models.Q(('locked', True)), fields=['round', 'state'], name='programmes_match_locked'),
        ),
        migrations.AddIndex(
            model_name='roundentry',
            index=models.Index(fields=['round', 'outcome'], name='programmes_entry_outcome'),
        ),
    ]
