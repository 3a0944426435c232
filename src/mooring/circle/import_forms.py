"""A file of contacts, as it is chosen."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class FileForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_("Connections.csv of LinkedIn, contacts of Google, Outlook, Thunderbird or a phone, or a table. CSV, VCF or LDIF."),
        error_messages={"required": _("Choose a file first.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.vcf,.vcard,.ldif,.ldi,.json,text/csv,text/vcard,text/directory"}),
    )
