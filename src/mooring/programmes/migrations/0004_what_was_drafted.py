from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0003_what_members_say'),
    ]

    operations = [
        migrations.AddField(
            model_name='match',
            name='drafted',
            field=models.JSONField(default=dict),
        ),
    ]
