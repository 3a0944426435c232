"""By what people are known again: however it is written, and never by their names."""

from __future__ import annotations

import pytest

from mooring.circle.formats.card import Card, Labelled
from mooring.circle.formats.keys import DECIDING, Key, Kind, email, keys, linkedin, phone


@pytest.mark.parametrize(
    "url",
    [
        *("https://www.linkedin.com/in/Zo%C3%AB-Daly-1", "https://linkedin.com/in/zoë-daly-1/"),
        *("http://de.linkedin.com/in/zoë-daly-1?trk=a", "www.linkedin.com/in/zoe\u0308-daly-1"),
        *("https://www.linkedin.com/in/zo%c3%ab-daly-1/en", "LINKEDIN.COM/in/ZOË-daly-1#top"),
    ],
)
def test_a_profile_is_the_same_however_its_address_is_written(url):
    assert linkedin(url) == "zoë-daly-1"


@pytest.mark.parametrize(
    "url", ["https://evil.example/linkedin.com/in/x", "https://linkedin.com.evil.example/in/x", "linkedin.com/company/x", "http://[", ""]
)
def test_other_addresses_are_no_profiles(url):
    assert linkedin(url) == ""


def test_addresses_are_the_same_without_case_and_with_either_form_of_the_domain():
    assert email(" Ann@Bücher.Example ") == email("ann@xn--bcher-kva.example") == "ann@xn--bcher-kva.example"
    assert not any(email(text) for text in ("ann", "@x.example", "ann@", "a b@x.example", "a@\u00ad.example"))


@pytest.mark.parametrize(
    ("number", "known"),
    [
        *(("+49 (0)151 2345-678", "+491512345678"), ("0049151 2345678", "+491512345678"), ("0151/2345678", "+491512345678")),
        *(("tel 030 1234567 ext 12", "+49301234567"), ("110", ""), ("٠١٥١٢٣٤٥٦٧٨", "+491512345678"), ("BusinessPhone", "")),
    ],
)
def test_numbers_are_digits_with_their_country(number, known):
    assert phone(number, calling_code="49") == known


def test_without_a_country_a_number_stays_without():
    assert phone("0151 2345678") == "01512345678"


def test_names_are_no_keys_and_a_telephone_does_not_decide():
    card = Card(name="Chris Cole", phones=(Labelled("+49 30 1234567"),), uid="1")
    assert keys(card) == (Key(Kind.UID, "1"), Key(Kind.PHONE, "+49301234567"))
    assert keys(Card(name="Chris Cole", given="Chris", organisation="Six", nickname="C")) == ()
    assert Kind.PHONE not in DECIDING
