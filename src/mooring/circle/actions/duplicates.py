"""Making one of two contacts that are one person, and two of them again."""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mooring.circle.book import NotThere
from mooring.circle.cards import merged
from mooring.circle.duplicates import APART
from mooring.circle.editing import OpenBook, editing
from mooring.circle.imports.rows import opened
from mooring.circle.marks import mark
from mooring.circle.queries import zone_of
from mooring.circle.things import Contact, Merge, Need, Thing, packed, unpacked
from mooring.circle.whole import Hanging
from mooring.core.time import today
from mooring.people.models import Account


def merge(*, account: Account, keep: str, other: str) -> Merge:
    """Make one of two: what was kept of either stands with the first, and all that hung on the second. Raises NotThere."""
    if keep == other:
        raise ValidationError(_("That is one person already."))
    with editing(account) as book:
        first, second = book.contact(keep), book.contact(other)
        if first.removed_on or second.removed_on:
            raise NotThere(other)
        kept = book.put(_joined(first, second))
        moved = _hang_over(book, second.children, kept.id)
        pointing = _point(book, second.id, kept.id)
        book.drop(book.put(replace(second, children=())))
        return book.put(
            Merge(
                kept=kept.id,
                before=packed(first).decode(),
                other=second.id,
                other_said=packed(replace(second, children=())).decode(),
                moved=moved,
                pointing=pointing,
                mark=mark(book.contact(kept.id)),
                on=today(zone_of(account)),
            )
        )


def unmerge(*, account: Account, identity: str) -> Contact:
    """Make two of them again; returns the one who comes back. Whoever was kept stays as they are now where that was changed since."""
    with editing(account) as book:
        done = book.one(Merge, identity)
        kept = book.contact(done.kept)
        untouched = mark(kept) == done.mark
        back = book.bring(opened(done.other_said.encode(), done.other))
        _hang_over(book, done.moved, back.id)
        _point_back(book, done.pointing)
        left = tuple(one for one in book.contact(done.kept).children if one not in done.moved)
        book.put(replace(opened(done.before.encode(), kept.id) if untouched else kept, children=left))
        book.drop(done)
        return book.contact(back.id)


def keep_apart(*, account: Account, one: str, other: str) -> None:
    """Remember that two are two; they are not suggested again. Raises NotThere."""
    with editing(account) as book:
        pair = sorted((book.contact(one).id, book.contact(other).id))
        said = book.settings.setdefault(APART, [])
        if pair not in said:
            said.append(pair)


def _joined(first: Contact, second: Contact) -> Contact:
    both = merged(first, second)
    later = max((one for one in (first, second) if one.last), key=lambda one: str(one.last), default=first)
    return replace(
        both,
        met=_both(first.met, second.met),
        met_through=first.met_through or second.met_through,
        through=next((one for one in (first.through, second.through) if one not in ("", first.id, second.id)), ""),
        follow=_both(first.follow, second.follow),
        is_model=first.is_model and second.is_model,
        matters=_both(first.matters, second.matters),
        learn=_both(first.learn, second.learn),
        line=first.line or second.line,
        tier=min(first.tier, second.tier),
        gives=tuple(sorted({*first.gives, *second.gives})),
        takes=tuple(sorted({*first.takes, *second.takes})),
        colleague=first.colleague or second.colleague,
        same_team=first.same_team or second.same_team,
        same_organisation=first.same_organisation or second.same_organisation,
        usually=first.usually or second.usually,
        scope=first.scope or second.scope,
        ideal=first.ideal or second.ideal,
        latest=first.latest or second.latest,
        resting=first.resting and second.resting,
        last=later.last,
        last_how=later.last_how,
        thanked_on=max((one.thanked_on for one in (first, second) if one.thanked_on), default=None),
        added_on=min((one.added_on for one in (first, second) if one.added_on), default=None),
    )


def _point(book: OpenBook, old: str, new: str) -> tuple[tuple[str, str, str], ...]:
    """Let whoever was introduced by one, and what the owner said comes from them, speak of another; returns how it was, and is."""
    needs = [one for one in book.some(book.ids(Need.KIND)) if isinstance(one, Need) and any(old in ids for ids in one.who.values())]
    introduced = [
        one for one in book.some([line.id for line in book.lines() if line.through == old and line.id != new]) if isinstance(one, Contact)
    ]
    after: list[Thing] = [replace(one, who={kind: _instead(ids, old, new) for kind, ids in one.who.items()}) for one in needs]
    after += [replace(one, through=new) for one in introduced]
    return tuple((one.id, packed(one).decode(), mark(book.put(changed))) for one, changed in zip((*needs, *introduced), after, strict=True))


def _point_back(book: OpenBook, pointing: tuple[tuple[str, str, str], ...]) -> None:
    """Let them speak as they did, where they were not changed since."""
    there = {one.id: one for one in book.some([identity for identity, _before, _mark in pointing])}
    for identity, before, after in pointing:
        if identity in there and mark(there[identity]) == after:
            book.put(unpacked(before.encode(), identity))


def _instead(ids: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(new if one == old else one for one in ids))


def _both(first: str, second: str) -> str:
    return "\n\n".join(dict.fromkeys(filter(None, (first, second))))


def _hang_over(book: OpenBook, children: tuple[str, ...], to: str) -> tuple[str, ...]:
    """Hang touches and notes on somebody else; returns those that were there."""
    found = [one for one in book.some(children) if isinstance(one, Hanging)]
    for one in found:
        book.put(replace(one, contact=to))
    contact = book.contact(to)
    ids = tuple(one.id for one in found)
    book.put(replace(contact, children=tuple(dict.fromkeys((*contact.children, *ids)))))
    return ids
