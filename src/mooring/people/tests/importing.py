"""Bringing a file in step by step, and looking at what came of it; for the tests of imports."""

from __future__ import annotations

from mooring.people.actions import imports
from mooring.people.imports.problems import sentence
from mooring.people.models import Member, Site, Team, Topic

FILE = """Employee ID;Vorname;Nachname;E-Mail;Abteilung;Standort;Zeitzone;Vorgesetzter;Sprachen;Interessen;Geburtsdatum;Schuhgröße
1;Amara;Okonkwo-Lindqvist;Amara@Larkfield.example;Operations;Lisbon;Europe/Lisbon;;en;choir, alto; tide tables;1980-01-01;38
2;Zbigniew;Wiśniewski;zb@larkfield.example;Operations;Lisbon;;1;Deutsch, pl;;1981-01-01;44
3;Lê Thị Minh;Châu;chau@larkfield.example;Design;Hà Nội;Asia/Ho_Chi_Minh;zb@larkfield.example;vi;;1982-01-01;
4;Håkon;Ødegård;haakon@larkfield.example;Design;;;Amara Okonkwo-Lindqvist;nb;;;
"""
FILE = FILE.replace("choir, alto; tide tables", '"choir, alto; tide tables"')


def stage(organisation, text, *, mapping=None, name="people.csv", account=None):
    """Upload and read a file; bytes or text."""
    content = text if isinstance(text, bytes) else text.encode()
    run = imports.upload(organisation=organisation, account=account, chunks=[content], name=name)
    imports.start_reading(run=run, mapping=run.mapping if mapping is None else mapping, enqueued=False)
    while imports.read_on(run):
        pass
    run.refresh_from_db()
    return run


def apply(run, *, leavers=False):
    imports.confirm(run=run, actor=None, leavers=leavers, enqueued=False)
    while imports.apply_on(run):
        pass
    run.refresh_from_db()
    assert run.state == "done"
    return run


def undo(run):
    imports.undo(run=run, actor=None, enqueued=False)
    while imports.undo_on(run):
        pass
    run.refresh_from_db()
    assert run.state == "undone"
    return run


def bring_in(organisation, text, *, leavers=False):
    return apply(stage(organisation, text), leavers=leavers)


def kinds(run):
    return {row.number: row.kind for row in run.rows.order_by("number")}


def said(run):
    return {row.number: [sentence(one) for one in row.problems] for row in run.rows.order_by("number") if row.problems}


def snapshot(organisation):
    """Everything an import may touch, by name and not by number."""
    return {
        "members": sorted(
            (
                one.external_id,
                one.work_address,
                one.name,
                one.call_me,
                one.sort_key,
                one.title,
                one.timezone,
                str(one.started_on),
                one.team.name if one.team else "",
                one.site.name if one.site else "",
                one.manager.name if one.manager else "",
                one.left_at is None,
                tuple(sorted(one.languages.values_list("code", flat=True))),
                tuple(sorted(one.topics.values_list("kind", "topic__label"))),
                tuple(sorted(one.words.values_list("word", flat=True))),
            )
            for one in Member.objects.filter(organisation=organisation)
        ),
        "teams": sorted(Team.objects.filter(organisation=organisation).values_list("name", flat=True)),
        "sites": sorted(Site.objects.filter(organisation=organisation).values_list("name", flat=True)),
        "topics": sorted(Topic.objects.filter(organisation=organisation).values_list("label", flat=True)),
    }


def many(count, salt=""):
    head = "id,name,email,team,manager,interests\n"
    return head + "".join(
        f"{n},Person {n}{salt},p{n}@x.example,Team {n % 7}{salt},{n // 3 or ''},topic {n % 11}\n" for n in range(1, count + 1)
    )
