"""Encodings are found with certainty or refused; the final text is never altered again."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapporteur.errors import EncodingError, UnsupportedError
from rapporteur.text.decode import clean_text, decode_bytes

ENGLISH = "The mayor said on Wednesday that the ports’ “common fund” – agreed in Café Lind – would open soon."
FRENCH = (
    "Le président de la région a reçu mercredi les délégués des pêcheurs. « Nous avons évoqué les quotas », a-t-il "
    "déclaré après la réunion, à l’hôtel de ville."
)
SPANISH = "El ministro recibió el miércoles a los pescadores. «Hemos hablado de las cuotas», señaló después, según la agencia."
POLISH = "Minister przyjął w środę delegację rybaków w stolicy. Strony omówiły kwoty i uzgodniły spotkanie, żeby zakończyć spór."
TURKISH = "Bakan çarşamba günü başkentte balıkçı heyetini kabul etti. Taraflar av kotalarını görüştü ve toplantı kararlaştırdı."
RUSSIAN = "Министр принял в среду делегацию рыбаков в столице. Стороны обсудили квоты и договорились о новой встрече."
ARABIC = "استقبل الوزير يوم الأربعاء وفدا من الصيادين في العاصمة وناقش الطرفان حصص الصيد واتفقا على اجتماع جديد."
GREEK = "Ο υπουργός δέχθηκε την Τετάρτη αντιπροσωπεία αλιέων στην πρωτεύουσα και συζήτησαν τις ποσοστώσεις."
CHINESE = "部长星期三在首都会见了渔民代表团，双方讨论了捕捞配额，并商定星期四晚上再次举行会议。"
JAPANESE = "大臣は水曜日に首都で漁業者の代表団と会見し、漁獲割当について協議し、再び会合を開くことで合意した。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "utf-8"),
        (ENGLISH, "utf-8-sig"),
        (ENGLISH, "utf-16"),
        (ENGLISH, "utf-16-le"),
        (ENGLISH, "utf-16-be"),
        (ENGLISH, "utf-32"),
        (ENGLISH, "cp1252"),
        (FRENCH, "cp1252"),
        (SPANISH, "iso8859-1"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (ARABIC, "cp1256"),
        (GREEK, "cp1253"),
        (CHINESE, "gb18030"),
        (JAPANESE, "shift_jis"),
    ],
)
def test_decode_reads_known_encodings(text: str, encoding: str) -> None:
    """Text in a common encoding is read as it was written, with or without a byte order mark."""
    assert decode_bytes(text.encode(encoding), where="report")[0] == text


@pytest.mark.parametrize(("text", "encoding"), [(POLISH, "cp1250"), (POLISH, "iso8859-2"), (TURKISH, "cp1254")])
def test_decode_refuses_what_could_be_several_encodings(text: str, encoding: str) -> None:
    """Latin text that several encodings fit is refused, never read with wrong letters."""
    with pytest.raises(EncodingError, match="Convert it to UTF-8"):
        decode_bytes(text.encode(encoding), where="report")


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n1 0 obj", b"PK\x03\x04rest", b"\x1f\x8b\x08rest", b"<!DOCTYPE html><p>Hi</p>"]
)
def test_decode_refuses_formats_that_are_not_text(data: bytes) -> None:
    """A PDF, an archive or an HTML page is named as what it is and not read as text."""
    with pytest.raises(UnsupportedError):
        decode_bytes(data, where="report")


def test_decode_keeps_utf8_with_a_cut_end() -> None:
    """A UTF-8 file cut inside its last character is still UTF-8, and the note says what was lost."""
    text, encoding, notes = decode_bytes(("Café. " * 3 + "Zoë").encode()[:-1], where="report")
    assert (text, encoding) == ("Café. Café. Café. Zo\ufffd", "utf-8")
    assert notes == ["1 broken UTF-8 sequence replaced by U+FFFD"]


def test_clean_brings_line_ends_to_lf_and_says_so() -> None:
    """CRLF and CR become LF; the note tells."""
    assert clean_text("One\r\nTwo\rThree\n") == ("One\nTwo\nThree\n", ["line ends changed to LF"])


def test_clean_removes_nul_and_replaces_lone_surrogates() -> None:
    """NUL goes, a lone surrogate becomes U+FFFD, a pair becomes its character."""
    text, notes = clean_text("a\x00b \ud800 \ud83d\ude00")
    assert text == "ab \ufffd \U0001f600"
    assert notes == ["1 NUL character removed", "1 lone surrogate replaced by U+FFFD", "1 surrogate pairs joined"]


def test_clean_keeps_right_to_left_marks() -> None:
    """Direction marks and joiners belong to the text."""
    text = "The paper \u200fالميناء\u200e and a\u200cb"
    assert clean_text(text) == (text, [])


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="\x00\r", exclude_categories=["Cs"]), max_size=200))
def test_decode_round_trips_any_text(text: str) -> None:
    """Whatever is written as UTF-16 with a mark comes back the same, and cleaning it again changes nothing."""
    read, _, notes = decode_bytes(codecs.BOM_UTF16_LE + text.encode("utf-16-le"), where="report")
    assert (clean_text(read)[0], notes) == (text, [])


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_decode_of_any_bytes_gives_text_or_a_named_error(data: bytes) -> None:
    """Arbitrary bytes never break the reader: they are text, or refused."""
    try:
        text = clean_text(decode_bytes(data, where="report")[0])[0]
    except (EncodingError, UnsupportedError):
        return
    assert text.encode("utf-8").decode("utf-8") == text
