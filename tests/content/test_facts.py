"""Facts of the operator are stated once and filled in wherever a page names them."""

from django.utils import translation

from content.facts import Contact, fill_html, fill_text

CONTACT = Contact(
    organisation="Institute <of> Zoology", address="1 Beichen West Road\nBeijing", contact_email="a@ness.link"
)


def test_a_fact_is_escaped():
    assert fill_html("<p>{responsible_organisation}</p>", CONTACT) == "<p>Institute &lt;of&gt; Zoology</p>"


def test_an_address_keeps_its_lines():
    assert fill_html("<p>{address}</p>", CONTACT) == "<p>1 Beichen West Road<br>Beijing</p>"


def test_an_email_address_becomes_a_link_but_not_inside_a_link():
    assert fill_html("{contact_email}", CONTACT) == '<a href="mailto:a@ness.link">a@ness.link</a>'
    assert (
        fill_html('<a href="mailto:{contact_email}">{contact_email}</a>', CONTACT)
        == '<a href="mailto:a@ness.link">a@ness.link</a>'
    )


def test_a_tag_is_never_filled_with_what_could_break_out_of_it():
    spiteful = Contact(organisation='" onclick="alert(1)')

    html = fill_html('<a href="/{responsible_organisation}">x</a><p data-x="{responsible_organisation}">', spiteful)

    assert html == '<a href="/{responsible_organisation}">x</a><p data-x="{responsible_organisation}">'


def test_a_missing_fact_is_said_to_be_missing():
    assert fill_text("Hosting: {hosting}.", CONTACT) == "Hosting: not yet stated by the operator."
    assert fill_html("<p>{hosting}</p>", CONTACT) == "<p>not yet stated by the operator</p>"


def test_an_unknown_placeholder_stays_as_it_was_typed():
    assert fill_text("{hostin} {} {A}", CONTACT) == "{hostin} {} {A}"
    assert fill_html("<p>{hostin} {} {A}</p>", CONTACT) == "<p>{hostin} {} {A}</p>"


def test_periods_and_address_come_from_the_settings(settings):
    text = fill_text("{retention_unconfirmed_days} {link_days} {base_url}", CONTACT)

    assert text == (f"{settings.UNCONFIRMED_RETENTION.days} {settings.CONFIRMATION_LIFETIME.days} {settings.BASE_URL}")


def test_the_sentence_is_in_the_language_of_the_page():
    with translation.override("ar"):
        arabic = fill_text("{hosting}", CONTACT)

    assert arabic  # its words are the catalogue's; here it must not fail
