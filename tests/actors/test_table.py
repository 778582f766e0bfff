"""Looking up names, offices, demonyms; belonging; local ids."""

from __future__ import annotations

import pytest

from rapporteur.actors import ActorTable, load_actors


@pytest.fixture(scope="module")
def actors() -> ActorTable:
    """The shipped table."""
    return load_actors()


@pytest.mark.parametrize(
    ("country", "title", "on", "name"),
    [
        ("GBR", "Foreign Secretary", "2015-01-01", "Philip Hammond"),
        ("GBR", "Foreign Secretary", "2017-01-01", "Boris Johnson"),
        ("USA", "Secretary of State", "2014-06-01", "John Kerry"),
        ("Russian", "Foreign Minister", "2020-06-01", "Sergei Lavrov"),
        ("Egypt", "president", "1995-06-26", "Hosni Mubarak"),
        ("Germany", "Chancellor", "1990-10-03", "Helmut Kohl"),
        ("IRL", "Taoiseach", "2018-01-01", "Leo Varadkar"),
        ("CHN", "Premier", "2005-01-01", "Wen Jiabao"),
        ("un", "Secretary General", "2005-01-01", "Kofi Annan"),
        ("rp:palestinian-islamic-jihad", "Secretary General", "2020-09-02", "Ziad al-Nakhalah"),
        ("NATO", "Secretary-General", "2022-03-01", "Jens Stoltenberg"),
    ],
)
def test_office_gives_its_holder_on_the_date(actors: ActorTable, country: str, title: str, on: str, name: str) -> None:
    """Who held an office is asked with a day, by any usual title and any word for the country or body."""
    link = actors.lookup_office(country, title, on=on)
    assert link is not None
    assert (link.name, link.kind) == (name, "person")
    assert link.title is not None
    assert link.represents is not None


def test_office_without_a_date_is_the_office(actors: ActorTable) -> None:
    """Without a day nobody is named: the office itself is linked, with the state it stands for."""
    link = actors.lookup_office("RUS", "Foreign Minister")
    assert link is not None
    assert (link.kind, link.name, link.country, link.sector) == ("office", "Foreign Minister of Russia", "RUS", "GOV")
    assert link.represents == "Q159"


def test_office_that_a_state_does_not_have_is_none(actors: ActorTable) -> None:
    """The United States has no prime minister."""
    assert actors.lookup_office("USA", "Prime Minister", on="2010-01-01") is None


def test_person_has_the_office_of_the_day(actors: ActorTable) -> None:
    """The same person holds different offices on different days, and none when out of office."""
    titles = {
        on: actors.lookup_name("Boris Johnson", on=on)[0].title for on in ("2017-01-01", "2020-01-01", "2024-01-01")
    }
    assert titles == {"2017-01-01": "Foreign Secretary", "2020-01-01": "Prime Minister", "2024-01-01": None}


@pytest.mark.parametrize(
    ("name", "canonical", "country", "sector"),
    [
        ("Hizbullah", "Hezbollah", "LBN", "PAR"),
        ("Da'esh", "Islamic State", None, "REB"),
        ("ISIL", "Islamic State", None, "REB"),
        ("the Houthis", "Houthi movement", "YEM", "REB"),
        ("Ansarullah", "Houthi movement", "YEM", "REB"),
        ("State Department", "US Department of State", "USA", "GOV"),
        ("the Pentagon", "US Department of Defense", "USA", "GOV"),
        ("Downing Street", "Prime Minister's Office of the United Kingdom", "GBR", "GOV"),
        ("Kremlin", "Presidency of Russia", "RUS", "GOV"),
        ("Rada", "Verkhovna Rada", "UKR", "LEG"),
        ("Knesset", "Knesset", "ISR", "LEG"),
        ("UNHCR", "United Nations High Commissioner for Refugees", None, "IGO"),
        ("Cairo", "Egypt", "EGY", "GOV"),
        ("Doctors Without Borders", "Médecins Sans Frontières", None, "NGO"),
        ("Turkish defence ministry", "Ministry of Defence of Turkey", "TUR", "GOV"),
        ("Ministry of Defense of Chad", "Ministry of Defence of Chad", "TCD", "GOV"),
        ("Iraqi army", "Armed Forces of Iraq", "IRQ", "MIL"),
        ("Ivorian police", "Police of Côte d'Ivoire", "CIV", "COP"),
        ("Ziyad Nakhaleh", "Ziad al-Nakhalah", "PSE", "REB"),
    ],
)
def test_alias_leads_to_the_neutral_name(
    actors: ActorTable, name: str, canonical: str, country: str | None, sector: str
) -> None:
    """Aliases, seats, capitals, transliterations and phrases of country and body end at one actor."""
    link = actors.lookup_name(name)[0]
    assert (link.name, link.country, link.sector) == (canonical, country, sector)


def test_word_of_a_side_resolves_and_stays_wording(actors: ActorTable) -> None:
    """The word "regime" finds the government, whose name stays neutral; the method says that the word is wording."""
    for name in ("Assad regime", "Syrian regime"):
        link = actors.lookup_name(name)[0]
        assert link.name == "Government of Syria"
        assert "wording" in link.method


def test_short_names_respect_letter_case(actors: ActorTable) -> None:
    """The name "US" is a state and "us" is not; "WHO" is an organisation and "who" is not."""
    assert actors.lookup_name("US")[0].country == "USA"
    assert actors.lookup_name("us") == []
    assert actors.lookup_name("who") == []


def test_countries_are_never_matched_by_similarity(actors: ActorTable) -> None:
    """Niger is not a spelling of Nigeria, and an unknown name is nobody."""
    assert actors.lookup_name("Niger")[0].country == "NER"
    assert actors.lookup_name("Nigera") == []
    assert actors.lookup_name("Blue Lantern Society") == []


@pytest.mark.parametrize(
    ("word", "country"),
    [
        ("Turkish", "TUR"), ("Turks", "TUR"), ("Spaniard", "ESP"), ("Frenchmen", "FRA"), ("Filipino", "PHL"),
        ("Burkinabé", "BFA"), ("Congolese", "COD"), ("Nigerien", "NER"), ("Nigerian", "NGA"), ("Soviet", "SUN"),
        ("Kosovar", "XKX"), ("Sahrawi", "ESH"), ("us", None), ("wooden", None),
    ],
)  # fmt: skip
def test_demonym_gives_the_country(actors: ActorTable, word: str, country: str | None) -> None:
    """Adjectives and words for citizens lead to the country; other words to none."""
    assert actors.demonym(word) == country


def test_disputed_and_historical_states_are_named_with_their_dispute_and_dates(actors: ActorTable) -> None:
    """A dispute is a field of the actor; a state that ended bears its name with a lower score afterwards."""
    for code in ("XKX", "TWN", "ESH", "XNC", "XAK", "XSO"):
        link = actors.country_link(code)
        assert link is not None
        actor = actors.get(link.actor_id)
        assert actor is not None
        assert actor.dispute
    before, after = (actors.lookup_name("Zaire", on=on)[0] for on in ("1990-01-01", "2020-01-01"))
    assert before.country == after.country == "COD"
    assert before.score > after.score
    soviet = actors.lookup_name("Soviet Union", on="2001-01-01")[0]
    assert "did not exist" in soviet.method


@pytest.mark.parametrize(
    ("outlet", "participant", "expected"),
    [
        ("UK Government", "Q145", True),
        ("UK Government", "rp:global-coalition", True),
        ("UK Government", "un", False),
        ("UK Government", "rp:boris-johnson", True),
        ("UK Government", "Q30", False),
        ("CENTCOM", "Q30", True),
        ("US State Department", "rp:usa-government", True),
        ("official website of the Islamic Jihad Movement", "rp:palestinian-islamic-jihad", True),
        ("official website of the Islamic Jihad Movement", "rp:hamas", False),
        ("SANA", "Q858", True),
        ("Al-Manar", "rp:hezbollah", True),
        ("Reuters", "Q145", False),
    ],
)
def test_outlet_belongs_to_its_state_owner_or_coalition(
    actors: ActorTable, outlet: str, participant: str, expected: bool
) -> None:
    """A ministry, a command or a state agency belongs to its state, a member to its coalition, and to nobody else."""
    link = actors.outlet_link(outlet)
    assert link is not None
    other = actors.get(participant) or actors.get(f"rp:{participant}")
    assert other is not None
    assert actors.belongs_to(link.actor_id, other.actor_id, on="2017-01-01") is expected


def test_office_holder_belongs_to_the_government_only_while_in_office(actors: ActorTable) -> None:
    """Belonging of persons depends on the day."""
    assert actors.belongs_to("rp:boris-johnson", "Q145", on="2017-01-01") or actors.belongs_to(
        actors.lookup_name("Boris Johnson")[0].actor_id, "Q145", on="2017-01-01"
    )
    assert not actors.belongs_to(actors.lookup_name("Boris Johnson")[0].actor_id, "Q145", on="2024-01-01")


def test_local_id_is_the_same_for_the_same_normalised_name(actors: ActorTable) -> None:
    """An actor known only from a text gets an id that does not depend on how it was written there."""
    first = actors.local_link("The Harbour Workers' Committee", kind="organisation", country="MLT", sector="LAB")
    second = actors.local_link("harbour workers' committee", kind="organisation")
    assert first.actor_id == second.actor_id == "local:harbour-workers-committee"
    assert (first.country, first.sector) == ("MLT", "LAB")


def test_find_names_takes_the_longest_name_and_skips_ordinary_words(actors: ActorTable) -> None:
    """Names the tagger missed are found over token boundaries, with exact spans."""
    text = (
        "The leaders of Hamas and the Houthis told the UN Security Council that who governs us is for US courts to say."
    )
    found = actors.find_names(text)
    assert [text[start:end] for start, end, _ in found] == ["Hamas", "Houthis", "UN Security Council", "US courts"]
    text = "Russia's Foreign Ministry and the Turkish defence ministry spoke; China was silent."
    found = actors.find_names(text)
    assert [(text[start:end], links[0].country) for start, end, links in found] == [
        ("Russia's Foreign Ministry", "RUS"), ("Turkish defence ministry", "TUR"), ("China", "CHN")
    ]  # fmt: skip


def test_agents_and_titles_are_known(actors: ActorTable) -> None:
    """Agent nouns give sector and number; titles are split from names; honorifics of praise are flagged."""
    workers = actors.agent("foreign aid workers")
    assert workers is not None
    assert workers.is_plural
    troops = actors.agent("troops")
    assert troops is not None
    assert troops.sector == "MIL"
    assert actors.agent("teapot") is None
    assert actors.split_title("Foreign Minister Sameh Shoukry") == ("Foreign Minister", "Sameh Shoukry")
    assert actors.split_title("the fighter Brother Ziad al-Nakhalah")[1] == "Ziad al-Nakhalah"
    mujahid = actors.title("Mujahid")
    assert mujahid is not None
    assert mujahid.praise


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Russian Foreign Minister Sergei Lavrov", "Sergei Lavrov"),
        ("Gen. Joseph Votel", "Joseph Votel"),
        ("Egypt's foreign minister, Sameh Shoukry", "Sameh Shoukry"),
        ("Syrian Democratic Forces (SDF)", "Syrian Democratic Forces"),
        ("Brother Ziad al-Nakhalah", "Ziad al-Nakhalah"),
    ],
)
def test_titles_and_brackets_around_a_name_are_left_out(actors: ActorTable, written: str, name: str) -> None:
    """A name is found with its title before it or its acronym after it, and the method says so."""
    link = actors.lookup_name(written)[0]
    assert link.name == name
    assert "title left out" in link.method


def test_a_word_for_people_is_not_a_spelling_of_a_surname(actors: ActorTable) -> None:
    """The word "Turks" resembles a surname of the table and is not one."""
    assert actors.lookup_name("the Turks") == []


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("UN Secretary-General", "António Guterres"),
        ("Secretary General of the Arab League", "Ahmed Aboul Gheit"),
        ("EU foreign policy chief", "Josep Borrell"),
        ("head of the political bureau of Hamas", "Ismail Haniyeh"),
        ("Russian Foreign Minister", "Sergei Lavrov"),
    ],
)
def test_phrase_of_body_and_office_leads_to_the_holder_on_the_date(actors: ActorTable, phrase: str, name: str) -> None:
    """With a date, an office named together with its country or organisation is its holder."""
    assert actors.lookup_name(phrase, on="2020-06-01")[0].name == name
