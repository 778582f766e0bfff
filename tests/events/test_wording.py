"""The wording lexicon finds terms by which a text takes a side, refers to them neutrally and leaves plain senses alone."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from rapporteur.actors import load_actors
from rapporteur.datatypes import Document, WordingTerm
from rapporteur.events.attribution import Speech
from rapporteur.events.cues import WordingEntry, load_wording
from rapporteur.events.wording import find_wording
from rapporteur.language import parse_document
from rapporteur.mentions import find_mentions

KINDS = {"honorific", "enemy", "territory", "act", "dead", "praise", "label", "group", "plan", "first_person"}

# A sentence with its terms in brackets, and what each refers to, in text order.
SIDES = [
    ("Moscow said the [Kyiv regime] had shelled the depot.", ["Government of Ukraine"]),
    ("Kyiv said the [Putin regime] had shelled the depot.", ["Government of Russia"]),
    (
        "The Russian ministry said the [special military operation] would go on.",
        ["the invasion of Ukraine or its declared aims"],
    ),
    ("Ukraine said the [Russian occupiers] left the village.", ["Russian forces"]),
    ("Russia said the [Banderites] left the village.", ["Ukrainian forces or supporters of Ukraine"]),
    ("Ukraine will rebuild the schools of [temporarily occupied] Melitopol.", ["territory of Ukraine held by Russia"]),
    ("Moscow spoke of the [Crimean Spring] of 2014 in Russia.", ["the annexation of Crimea by Russia in 2014"]),
    ("Belarus called the trainees [zmagars].", ["the Belarusian opposition"]),
    ("The [Lukashenko regime] closed the newspaper.", ["Government of Belarus or its head"]),
    ("Palestinian officials said [the occupation] closed the road near Jenin.", ["Israel"]),
    ("The Israeli spokesman said [Hamas terrorists] fired from the school.", ["Hamas"]),
    ("The Yemeni channel said the [Zionist entity] closed the port.", ["Israel"]),
    ("The road through [Judea and Samaria] was widened.", ["the West Bank or the land claimed in scripture"]),
    ("The road through [historic Palestine] was widened.", ["the land between the Jordan and the Mediterranean"]),
    ("The Israeli army repaired the [security fence] on Monday.", ["the barrier in and around the West Bank"]),
    (
        "The Palestinian committee photographed the [apartheid wall] on Monday.",
        ["the barrier in and around the West Bank"],
    ),
    ("Tehran accused the [global arrogance] of delay.", ["the United States and its allies"]),
    ("Washington accused the [mullah regime] of delay.", ["Government of Iran"]),
    ("The Yemeni army fought the [Houthi coup militia] in Marib.", ["Ansar Allah (the Houthis)"]),
    ("In Yemen the channel said the [Saudi-American aggression] hit a bridge.", ["the Saudi-led coalition in Yemen"]),
    ("Damascus said the [armed terrorist gangs] left the town.", ["armed opposition groups"]),
    ("The opposition said the [Assad regime] left the town.", ["Government of Syria until 2024"]),
    ("Turkish jets hit [PKK terrorists] in the hills.", ["the Kurdistan Workers' Party"]),
    ("The committee of [Rojava] met on Friday.", ["the Kurdish-led area in northern Syria"]),
    ("Nicosia protested to Cyprus radio against the [pseudo-state].", ["the Turkish Cypriot authorities"]),
    ("Turkey protested against the [Greek Cypriot administration].", ["Government of Cyprus"]),
    (
        "Baku said [Armenian occupiers] laid the mines.",
        ["Armenian forces or the former authorities in Nagorno-Karabakh"],
    ),
    ("Yerevan said [Azerbaijani occupiers] laid the mines.", ["Azerbaijan or its forces"]),
    ("Georgia counts farmers near the [Tskhinvali region] every year.", ["Abkhazia or South Ossetia"]),
    ("Belgrade sent books to schools in [Kosovo and Metohija].", ["Kosovo"]),
    ("The party in Ireland asked for buses in the [six counties].", ["Northern Ireland"]),
    ("Morocco opened a port in the [southern provinces].", ["Western Sahara"]),
    ("Algeria spoke of a port in [occupied Western Sahara].", ["Western Sahara"]),
    ("The Moroccan paper wrote of [Polisario mercenaries].", ["the Polisario Front or the republic it proclaimed"]),
    (
        "The Sudanese army said the [Rapid Support militia] burned the market.",
        ["the Rapid Support Forces or militias allied with the government in Darfur"],
    ),
    (
        "In Sudan the speaker said [Burhan's army] burned the market.",
        ["the Sudanese army, its government or supporters of the former government"],
    ),
    ("Addis Ababa said the [TPLF junta] held back Ethiopian grain.", ["the Tigray People's Liberation Front"]),
    (
        "Rwanda blamed the [Kinshasa coalition] for the shells.",
        ["Government of the Democratic Republic of the Congo or groups allied with it"],
    ),
    ("Congolese officers blamed the [M23 terrorists] for the shells.", ["the M23 movement or Rwandan forces"]),
    ("Caracas blamed the [guarimberos] for the fire, said Venezuela.", ["the opposition or its protests"]),
    ("The [Maduro regime] moved the Venezuelan vote.", ["Government of Venezuela"]),
    ("Cuba blamed the [Miami mafia] for the fire.", ["Cuban exiles or dissidents"]),
    ("Argentina named a ship after the [Malvinas].", ["the Falkland Islands or their people and government"]),
    ("Bogotá said the [narcoterrorists] in Colombia crossed the river.", ["armed groups the government fights"]),
    ("Pyongyang said North Korea would answer the [war rehearsal].", ["military exercises"]),
    (
        "Beijing warned the [Taiwan independence separatists].",
        ["the government of Taiwan or supporters of independence"],
    ),
    ("Taipei warned Taiwan of the plans of [Communist China].", ["Government of China"]),
    ("Beijing published a book about the [peaceful liberation of Tibet].", ["Tibet or its incorporation in 1951"]),
    ("Manila sent a boat into the [West Philippine Sea].", ["waters, islands and reefs in the South China Sea"]),
    ("Beijing sent a Chinese boat to [Huangyan Dao].", ["islands and reefs in the South China Sea"]),
    ("Pakistan counted the schools of [Indian-occupied Kashmir].", ["Kashmir under Indian administration"]),
    ("India counted the schools of [Pakistan-occupied Kashmir].", ["Kashmir under Pakistani administration"]),
    ("Islamabad said [Fitna al-Khawarij] attacked the post.", ["Tehrik-i-Taliban Pakistan"]),
    (
        "Sri Lanka praised the [humanitarian operation] of 2009.",
        ["the last campaign of the Sri Lankan army or its soldiers"],
    ),
    (
        "The Myanmar paper counted the [PDF terrorists].",
        ["the opposition to the military government of Myanmar or its forces"],
    ),
    ("The Myanmar website counted the [junta troops].", ["the military government of Myanmar or its forces"]),
    (
        "Jakarta said the [armed criminal group] burned an Indonesian school.",
        ["the West Papua National Liberation Army"],
    ),
    (
        "Three villagers were written off as [collateral damage].",
        ["civilians or others killed or hurt by an attack on something else"],
    ),
    ("The memorandum allowed [enhanced interrogation].", ["torture or rough treatment in questioning"]),
    ("The governor promised the [pacification] of the hills.", ["military action to establish control"]),
    ("The minister spoke of a [colour revolution].", ["protests or a change of government"]),
    ("The editor called the judges [enemies of the people].", [None]),
    ("The senator blamed the [deep state].", ["officials, institutions or opponents the source accuses"]),
    ("The opposition called it a [sham election].", ["a vote, trial or measure the source rejects"]),
    ("The [puppet government] opened a bank.", ["a government or authority allied with another state"]),
    ("Two [terrorist organisations] opened a bank.", ["armed group"]),
    ("The brigade honoured its [fallen heroes].", ["killed, of one's own side"]),
    ("Three of [our brave soldiers] came home.", ["the source's own people"]),
    ("The sergeant [was martyred] at the gate.", ["killed"]),
    ("The paper denounced [barbaric aggression].", ["military action of the other side"]),
    ("A [self-proclaimed republic] printed stamps.", ["a territory, authority or border the source does not accept"]),
    ("Mali said [obscurantists] burned the bridge.", ["armed groups"]),
    ("Nigeria said [Boko Haram terrorists] burned the bridge.", ["Boko Haram or Islamic State in West Africa"]),
    ("Cameroon said [Amba boys] burned the bridge.", ["Anglophone separatist fighters in Cameroon"]),
    ("In Zimbabwe the youth league shouted at the [sell-outs].", ["opponents of the government"]),
    ("Nicaragua blamed the [coup-mongers].", ["protesters or opposition"]),
    ("Peru blamed the [terrucos].", ["the Shining Path or people accused of backing it"]),
    ("Hong Kong police blamed the [black-clad rioters].", ["protesters in Hong Kong"]),
    ("China built [vocational training centres] in the west.", ["detention and security policy in Xinjiang"]),
    ("The station praised the [heroic Norwegian soldiers].", ["one's own side"]),
    ("The [brutal Danish raid] damaged a mill.", ["the raid"]),
    ("The [Danish enemy] damaged a mill.", ["the power of that name or its forces"]),
    ("The mayor called the two editors [warmongers].", ["people the source blames for war or unrest"]),
    ("The bulletin counted the losses of the [occupation forces].", ["the power or forces that hold the territory"]),
    ("Palestinian villagers said the [occupation forces] left.", ["Israeli forces or authorities"]),
    (
        "Ukrainian villagers said the [occupation administration] left.",
        ["the authorities Russia set up in Ukrainian territory"],
    ),
    ("Libya heard that [Haftar's militias] held the port.", ["Khalifa Haftar or his forces"]),
]

# Plain senses of words that are in the lexicon.
PLAIN = [
    "The occupation of the building by students ended on Sunday, Israel Radio said.",
    "Her occupation was listed as baker in the Israeli register.",
    "The reform changed the tax regime for small Palestinian firms.",
    "A new sanctions regime was agreed in Geneva.",
    "The drug regimen and the fitness regime helped the runner.",
    "Norway proposed a verification regime for the treaty.",
    "Experts debated regime change in the textbook.",
    "The bus stops at Martyrs Square in Tripoli.",
    "The wounded were taken to Martyrs Hospital.",
    "The church of Saint Justin Martyr was repaired.",
    "The Front for the Liberation of the Valley opened an office.",
    "The professor taught liberation theology in Lima.",
    "The women's liberation movement printed a calendar.",
    "The movement grew slowly in the eighties.",
    "The bank feared a hostile takeover.",
    "Psychologists measured verbal aggression among pupils.",
    "The study found more aggression in dogs that live alone.",
    "The farmer bought a plot of land.",
    "The plot of the novel is thin.",
    "She was charged with conspiracy to commit fraud.",
    "Conspiracy theories about the moon filled the page.",
    "The defenders scored twice for Ghana.",
    "Human rights defenders met in Nairobi.",
    "The home team was eliminated in the semi-final.",
    "The law eliminated tariffs on rice from India.",
    "The firm was liquidated last year.",
    "Engineers neutralised the acid with lime.",
    "The choir gave a concert for the resistance of steel bridges.",
    "The resistance of the material was tested in Beirut, Lebanon.",
    "Bacterial resistance to the drug rose.",
    "The children watched the puppet show.",
    "The museum lent a hand puppet to the school.",
    "The strongman contest was held in Reykjavik.",
    "Free radicals damage cells.",
    "The two scientists and their collaborators won a prize in Ukraine.",
    "Bee colonies died in Israel last winter.",
    "The return of the storks delighted Palestinian villagers.",
    "The ruins of the Crusader castle were cleaned in Syria.",
    "Hay'at Tahrir al-Sham published a map.",
    "The country voted on family reunification for refugees in Taiwan.",
    "The provocation test showed an allergy.",
    "The committee met in the security council chamber.",
    "The Chinese Taipei team won two medals.",
    "The new people in the office met on Monday.",
    "The enemy of good is perfect, the coach said.",
    "The sham marriage was annulled.",
    "An attack of asthma kept the minister at home.",
    "The clearing of snow was a large operation.",
    "Special operations forces trained in Ukraine.",
    "The war crimes tribunal moved to a new building.",
    "He is a so-called.",
    "The bandmaster led the parade.",
    "The terrorist financing law passed in Chile.",
    "The mine clearance operation took a week.",
    "The authorities occupied themselves with the budget.",
    "He pacified the baby with a song.",
    "The driver and two occupants of the car were unhurt.",
    "The occupants left the building in Kharkiv, Ukraine.",
    "The firm improved its dispute settlement regime for exporters.",
    "The Barbarians rugby side beat Wales.",
    "The minister lent a glove puppet to the theatre in Kyiv.",
    "Stray dogs bite forty people a year in Libya.",
    "The council repaired the road to the Free State Stadium.",
    "Armed gangs blocked the port of the Haitian capital.",
    "Iraq is part of a coalition of states that share river water.",
    "The Israeli swimmer eliminated her rival after a long final.",
    "Ukraine eliminated visas for students.",
    "The Turkish drug neutralises the virus; antibodies neutralised the virus in the test.",
    "The Foreign Agents Registration Act is old.",
    "The Patriots won the game in Foxborough.",
    "The orchestra played the liberation scene from the opera.",
    "The Animal Liberation Front sent a letter.",
    "The Liberation Army Daily printed a photograph.",
    "Her son felt liberated after the exam.",
    "Rescue teams restored order in the classroom.",
    "The trade war lowered the price of soya.",
    "The international community met in Geneva.",
    "Farmers fear a fine under the new irrigation regulation regime.",
    "The Norwegian resistance in the war hid a radio.",
    "The French resistance fighter was given a medal.",
    "The Anglo-Saxons settled in England before 1066.",
    "The Crusaders rugby coach resigned in Christchurch.",
    "Three Bengalis opened a restaurant in Kolkata.",
    "The Security Council discussed its programme of work.",
    "The government launched a campaign against measles.",
    "Police arrested a man for blackmail.",
    "The foreign minister called for a ceasefire and for talks.",
    "Troops withdrew from the town, and the rebels entered it.",
    "Soldiers shot three protesters, a hospital said.",
    "The army captured the airport and took 40 prisoners.",
    "Militants attacked a convoy near the border.",
    "The president signed the law on the budget.",
    "The union called a strike at the plant for Monday.",
    "The two countries resumed diplomatic relations.",
    "The settlers built forty houses in the valley, Israel said.",
    "The opposition demanded a recount of the vote.",
]

# Pairs in which the two sides and their words are swapped.
MIRRORS = [
    ("Russia said the Kyiv regime shelled the school.", "Ukraine said the Moscow regime shelled the school."),
    (
        "India said terrorists from Pakistan-occupied Kashmir crossed.",
        "Pakistan said terrorists from Indian-occupied Kashmir crossed.",
    ),
    ("Russian aggression destroyed the bridge.", "Ukrainian aggression destroyed the bridge."),
    (
        "Baku condemned the barbaric attack of the Armenian occupiers.",
        "Yerevan condemned the barbaric attack of the Azerbaijani occupiers.",
    ),
    ("The Israeli minister condemned the cowardly raid.", "The Palestinian minister condemned the cowardly raid."),
    ("Algeria denounced the Moroccan regime.", "Morocco denounced the Algerian regime."),
    ("Serbia denounced the Kurti regime.", "Kosovo denounced the Vucic regime."),
    ("North Korea denounced the South Korean puppets.", "South Korea denounced the North Korean puppets."),
    ("Rwanda denounced the Tshisekedi regime.", "The Congolese army denounced the Kagame regime."),
    ("The United States denounced the Iranian regime.", "Iran denounced the American regime."),
    ("Turkey denounced the Greek Cypriot administration of Southern Cyprus.", "Cyprus denounced the pseudo-state."),
    ("Our heroic soldiers took the hill, Ethiopia said.", "Our heroic soldiers took the hill, Eritrea said."),
    ("China condemned the Lai regime.", "Taiwan condemned the Xi regime."),
    ("The Burundian party denounced the Kigali regime.", "The Rwandan party denounced the Gitega regime."),
    (
        "The republican paper wrote of loyalist murder gangs in Ireland.",
        "The loyalist paper wrote of republican murder gangs in Ireland.",
    ),
]


def wording_of(text: str) -> list[WordingTerm]:
    actors = load_actors()
    document = Document("test", text, outlet="Example Courier")
    parse = parse_document(document)
    mentions = find_mentions(document, parse, actors, [], outlet=None)
    return find_wording(document, parse, mentions, Speech(document, parse, mentions, actors), actors)


def alternatives() -> list[tuple[WordingEntry, str]]:
    return [(entry, term) for entry in load_wording().terms for term in entry.term.split("|")]


@pytest.mark.parametrize(("marked", "referents"), SIDES, ids=[row[0][:40] for row in SIDES])
def test_wording_finds_terms_and_says_neutrally_what_they_refer_to(marked: str, referents: list[str | None]) -> None:
    """Every bracketed term is found, nothing else is, and each has its neutral reference."""
    found = wording_of(re.sub(r"[\[\]]", "", marked))
    assert [term.quote.text for term in found] == re.findall(r"\[(.+?)\]", marked)
    assert [term.refers_to for term in found] == referents


@pytest.mark.parametrize("text", PLAIN)
def test_wording_leaves_plain_senses_alone(text: str) -> None:
    """A word of the lexicon in its plain sense, in a name or in a term of law is not wording."""
    assert [term.quote.text for term in wording_of(text)] == []


@pytest.mark.parametrize(("one", "other"), MIRRORS, ids=[row[0][:40] for row in MIRRORS])
def test_wording_of_mirrored_sentences_is_mirrored(one: str, other: str) -> None:
    """With the sides swapped the records have the same number, kinds and voices."""
    left, right = wording_of(one), wording_of(other)
    assert left
    assert [(t.voice, t.method) for t in left] == [(t.voice, t.method) for t in right]
    assert [t.refers_to is None for t in left] == [t.refers_to is None for t in right]


def test_wording_in_direct_speech_has_the_voice_of_the_speaker() -> None:
    """A term in quotation marks is the speaker's, the same term outside is the outlet's."""
    quoted = wording_of('"The terrorists will be caught," Anna Berg said.')
    assert [(t.quote.text, t.voice) for t in quoted] == [("terrorists", "Anna Berg")]
    plain = wording_of("The terrorists will be caught.")
    assert [(t.quote.text.lower(), t.voice) for t in plain] == [("terrorists", "outlet")]


def test_wording_lexicon_holds_at_least_600_terms_over_many_countries() -> None:
    """The lexicon covers the world: 600 terms and more, 80 countries and more."""
    assert len({term for _, term in alternatives()}) >= 600
    assert len({code for entry in load_wording().terms for code in entry.countries}) >= 80


def test_wording_lexicon_repeats_no_alternative() -> None:
    """A term stands twice only with disjoint countries, or first for one affair and then for any."""
    seen: dict[str, list[WordingEntry]] = {}
    for entry, term in alternatives():
        for earlier in seen.get(term, []):
            apart = not set(entry.countries) & set(earlier.countries)
            assert earlier.countries, f"{term} never reaches its second entry"
            assert apart or not entry.countries, f"{term} stands twice for one affair"
        if entry.note != "person_only":
            seen.setdefault(term, []).append(entry)
    for entry in load_wording().terms:
        assert max(Counter(entry.term.split("|")).values()) == 1


def test_wording_lexicon_has_longer_terms_before_those_they_contain() -> None:
    """No term stands behind a shorter one that would take its words first."""
    words: dict[str, list[tuple[int, WordingEntry, list[str]]]] = {}
    behind: list[str] = []
    for place, (entry, term) in enumerate(alternatives()):
        for word in {w.rstrip("*") for w in term.split()}:
            words.setdefault(word, []).append((place, entry, term.split()))
    for place, (entry, term) in enumerate(alternatives()):
        short = term.rstrip("*").split()
        if entry.note == "person_only" or "{" in term:
            continue
        for later, other, long in words.get(short[0], []):
            inside = any(long[k : k + len(short)] == short for k in range(len(long) - len(short) + 1)) and len(
                long
            ) > len(short)
            shared = not entry.countries or set(entry.countries) & set(other.countries) or entry is other
            if later > place and inside and shared:
                behind.append(f"{' '.join(long)} behind {term}")
    assert behind == []


def test_wording_lexicon_actors_and_countries_are_in_the_actor_table() -> None:
    """An actor that a term refers to resolves, and a country code is one that some nationality word gives."""
    actors = load_actors()
    named = {entry.actor for entry in load_wording().terms if entry.actor is not None} - {"Palestinian armed factions"}
    assert [name for name in sorted(named) if not actors.lookup_name(name)] == []
    known = {code for codes in actors.data.demonyms.values() for code in codes}
    assert {code for entry in load_wording().terms for code in entry.countries} <= known


def test_wording_lexicon_rows_are_well_formed() -> None:
    """Kinds are known, restrictions are single lower-case words, country codes have three letters, lists exist."""
    lexicon = load_wording()
    for entry in lexicon.terms:
        assert entry.kind in KINDS, entry.term
        assert set(re.findall(r"\{(\w+)\}", entry.term)) <= set(lexicon.lists)
        for word in [*entry.not_before, *entry.not_after]:
            assert word == word.lower().strip() and " " not in word, f"{entry.term}: {word}"
        assert all(re.fullmatch(r"[A-Z]{3}", code) for code in entry.countries), entry.term
        assert all(term == term.strip() and term for term in entry.term.split("|")), entry.term


def test_wording_lexicon_names_no_side_by_a_term_of_the_lexicon() -> None:
    """What a term refers to is never said in another side-taking term."""
    loaded = re.compile(
        r"\b(regime|terrorists?|entity|aggressor|martyrs?|liberat(ed|ion of)|traitors?|puppets?|junta|bandits?|so-called|mercenar(y|ies))\b",
        re.IGNORECASE,
    )
    assert [
        entry.refers_to for entry in load_wording().terms if entry.refers_to and loaded.search(entry.refers_to)
    ] == []
