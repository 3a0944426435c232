import django.db.models.deletion
import mooring.core.time
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_alter_organisation_video'),
    ]

    operations = [
        migrations.CreateModel(
            name='Census',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.PositiveIntegerField()),
                ('languages', models.JSONField(default=list)),
                ('topics', models.JSONField(default=list)),
                ('counted_at', models.DateTimeField(default=mooring.core.time.now)),
            ],
        ),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(condition=models.Q(('left_at', None)), fields=['organisation', 'sort_key', 'name', 'id'], name='people_member_here'),
        ),
        migrations.AddIndex(
            model_name='memberlanguage',
            index=models.Index(fields=['code', 'member'], name='people_member_speaks'),
        ),
        migrations.AddField(
            model_name='census',
            name='organisation',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='census', to='people.organisation'),
        ),
    ]
