"""Where and when messages come: a row for each topic, a box for each channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooring.notices.channels import Channel
from mooring.notices.models import Topic
from mooring.notices.wishes import NEVER_DAILY, Wishes

ABOUT: dict[str, Promise] = {
    Topic.INTRODUCTIONS: gettext_lazy("whom you will meet, and when"),
    Topic.REMINDERS: gettext_lazy("only while you still need them"),
    Topic.SOCIAL: gettext_lazy("what you might like to join"),
    Topic.PERSONAL: gettext_lazy("what you asked to be reminded of"),
    Topic.URGENT: gettext_lazy("a meeting called off or moved before your day begins"),
}


@dataclass(frozen=True)
class Row:
    """A topic with its fields; a channel that cannot carry it has none."""

    topic: Topic
    about: Promise
    when: BoundField | None
    through: list[tuple[Channel, BoundField | None]]


class ReachForm(forms.Form):
    """For each topic when it comes and through which channels; and the hour of the daily digest."""

    def __init__(
        self, *args: Any, said: Wishes, topics: Sequence[Topic], ways: Sequence[Channel], able: set[tuple[Topic, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.topics, self.ways, self.able = topics, ways, able
        for topic in topics:
            if topic not in NEVER_DAILY:
                when = _("%(topic)s: when") % {"topic": topic.label}
                self.fields[f"when_{topic}"] = forms.ChoiceField(
                    label=when,
                    choices=[("comes", _("as it comes")), ("daily", _("once a day"))],
                    initial="daily" if topic in said.daily else "comes",
                    widget=forms.Select(attrs={"aria-label": when, "class": "input input-when"}),
                )
            for channel in ways:
                by = _("%(topic)s: %(channel)s") % {"topic": topic.label, "channel": channel.label}
                self.fields[f"by_{topic}_{channel.name}"] = forms.BooleanField(
                    label=by,
                    required=False,
                    initial=said.through(topic, channel.name),
                    widget=forms.CheckboxInput(attrs={"aria-label": by, "class": "box"}),
                )
        self.fields["at"] = forms.TimeField(
            label=_("Once a day, from"),
            required=False,
            initial=said.daily_at,
            widget=forms.TimeInput(attrs={"type": "time", "class": "input-short"}, format="%H:%M"),
            help_text=_("Left empty, it comes with your first open hour. It never comes outside your hours."),
            error_messages={"invalid": _("Write a time like 9:30.")},
        )

    def rows(self) -> list[Row]:
        """The topics in order, each with its fields."""
        return [
            Row(
                topic,
                ABOUT[topic],
                self[f"when_{topic}"] if topic not in NEVER_DAILY else None,
                [(one, self[f"by_{topic}_{one.name}"] if (topic, one.name) in self.able else None) for one in self.ways],
            )
            for topic in self.topics
        ]

    def daily(self) -> dict[Topic, bool]:
        """Which topics are to come once a day."""
        return {topic: self.cleaned_data.get(f"when_{topic}") == "daily" for topic in self.topics}

    def without(self, topic: Topic, said: Wishes) -> list[str]:
        """The channels a topic is to leave out; where a channel cannot carry it, what was said before stays."""
        kept = {one.name for one in self.ways if (topic, one.name) not in self.able and not said.through(topic, one.name)}
        return sorted(kept | {one for way, one in self._boxes(topic) if not self.cleaned_data[way]})

    def _boxes(self, topic: Topic) -> list[tuple[str, str]]:
        return [(f"by_{topic}_{one.name}", one.name) for one in self.ways if (topic, one.name) in self.able]
