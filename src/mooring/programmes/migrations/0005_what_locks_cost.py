from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0004_what_was_drafted'),
    ]

    operations = [
        migrations.AddField(
            model_name='round',
            name='lock_costs',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='roundentry',
            name='low_score',
            field=models.BooleanField(default=False),
        ),
    ]
