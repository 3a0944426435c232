"""The inbox: notices to read inside Mooring. It takes all there are, work and private, and takes each exactly once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from mooring.core.time import now
from mooring.notices.channels import Channel, HandOver, Once, Parcel, register
from mooring.notices.models import Notice
from mooring.notices.receivers import Receiver


class Inbox(Channel):
    """The account's own page. It lies open nowhere and rings nobody, so nothing is kept from it."""

    name = "inbox"
    label = _("inbox")
    once = Once.EXACTLY
    choosable = False

    def ends(self, receivers: Sequence[Receiver], scope: Notice.Scope) -> Mapping[int, Sequence[str]]:
        return {place: [""] for place, one in enumerate(receivers) if one.account is not None}

    @contextmanager
    def open(self) -> Iterator[HandOver]:
        yield _lay_down


def _lay_down(parcel: Parcel) -> None:
    Notice.objects.filter(pk__in=[one.notice.pk for one in parcel.items], shown_at=None).update(shown_at=now())


register(Inbox())
