from django.db import migrations
from django.db.models import Count

FROM = (("strong", 550_000), ("good", 350_000))


def sort_in(apps, schema_editor):
    """Matches of drafts and open rounds get the band that was worked out anew for every look at them."""
    match = apps.get_model("programmes", "Match")
    rows = match.objects.filter(round__state__in=["solving", "draft", "published", "failed"]).annotate(seated=Count("seats"))
    batch = []
    for one in rows.only("score", "drafted").iterator(chunk_size=2000):
        one.standing = one.drafted.get("score", one.score)
        mean = one.standing * 2 / (60 * max(len(one.drafted.get("people", ())) or one.seated, 1))
        one.band = next((band for band, least in FROM if mean >= least), "fair")
        batch.append(one)
        if len(batch) == 2000:
            match.objects.bulk_update(batch, ["band", "standing"], batch_size=200)
            batch = []
    match.objects.bulk_update(batch, ["band", "standing"], batch_size=200)


class Migration(migrations.Migration):
    # Apart from the columns: PostgreSQL alters no table in the transaction that has just written to it.

    dependencies = [
        ('programmes', '0006_pages_of_large_rounds'),
    ]

    operations = [
        migrations.RunPython(sort_in, migrations.RunPython.noop, elidable=True),
    ]
