from django.db import migrations


class Migration(migrations.Migration):
    # Apart from the rows that come of it: PostgreSQL alters no table in the transaction that has just pointed at it.

    dependencies = [
        ('people', '0002_import_steps'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='importrun',
            name='made',
        ),
    ]
