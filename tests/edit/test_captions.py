"""Captions say every word that is heard, once and in order, in cues that a phone can show and a viewer can read."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edit.made_speech import episode, line, untimed
from microdrama.domain.captions import Cue
from microdrama.domain.findings import Line, Word
from microdrama.domain.plan import PlannedEpisode, PlannedSpan
from microdrama.domain.time import FrameRate, Span
from microdrama.edit.caption_rules import caption_faults, rules_for, width
from microdrama.edit.captions import caption_episode
from microdrama.edit.cut import parts_of
from microdrama.edit.heard import heard

F = Fraction


def texts(cues: list[Cue]) -> list[str]:
    return [" / ".join(cue.texts) for cue in cues]


def letters(cues: list[Cue]) -> str:
    return "".join("".join(cue.texts) for cue in cues).replace(" ", "")


def spoken(cues: list[Cue]) -> dict[str, Fraction]:
    """When each word is said to begin."""
    return {p.text.strip(): p.start_s for cue in cues for row in cue.lines for p in row if p.start_s is not None}


# --- where cues and lines end


def test_a_long_speech_breaks_at_its_clauses_into_balanced_lines() -> None:
    text = "You told me you would never come back to this house, and now you stand here with my sister."
    cues = caption_episode([line(text, at=1)], episode((0, 20)), language="en")
    assert texts(cues) == [
        "You told me you would never / come back to this house,",
        "and now you stand / here with my sister.",
    ]
    assert caption_faults(cues, "en", duration_s=F(20)) == []


def test_what_fits_on_one_line_stays_on_one() -> None:
    cues = caption_episode([line("I know what you did.", at=1)], episode((0, 20)), language="en")
    assert texts(cues) == ["I know what you did."]


def test_a_line_does_not_end_on_a_preposition_or_an_article() -> None:
    text = "I will never go back to the house where he died"
    cues = caption_episode([line(text, at=0)], episode((0, 20)), language="en")
    assert texts(cues) == ["I will never go back / to the house where he died"]


def test_a_long_pause_ends_a_cue() -> None:
    words = [*line("I never", at=1).words, *line("loved you", at=6).words]
    said = Line(start_s=F(1), end_s=F(8), text="I never loved you", words=words)
    assert texts(caption_episode([said], episode((0, 20)), language="en")) == ["I never", "loved you"]


def test_speakers_who_follow_each_other_at_once_share_a_cue_behind_dashes() -> None:
    said = [line("No.", at=1, speaker="S1"), line("Wait!", at=1.4, speaker="S2")]
    assert texts(caption_episode(said, episode((0, 9)), language="en")) == ["-No. / -Wait!"]
    assert texts(caption_episode(said, episode((0, 9)), language="fr")) == ["- No. / - Wait!"]


def test_speakers_with_time_enough_have_cues_of_their_own() -> None:
    said = [line("No, never.", at=1, speaker="S1"), line("Wait!", at=3, speaker="S2")]
    assert texts(caption_episode(said, episode((0, 9)), language="en")) == ["No, never.", "Wait!"]


def test_a_cue_stays_until_it_can_be_read_and_leaves_a_gap_of_two_pictures() -> None:
    rate = FrameRate(25)
    said = [line("Go.", at=1), line("Leave me alone now.", at=3), line("Please.", at=4.5)]
    cues = caption_episode(said, episode((0, 20)), language="en", rate=rate)
    assert cues[0].end_s - cues[0].start_s == pytest.approx(5 / 6, abs=0.001)
    assert cues[2].start_s - cues[1].end_s == F(2, 25)


# --- scripts

SCRIPTS = {
    "ja": ("彼女は「知らない」と言った！今日は天気がいいから、散歩に行きましょうか？", 13),
    "zh-Hans": ("我从来没有想过，你会在婚礼上离开我。你到底爱不爱我？", 13),
    "zh-Hant": ("我從來沒有想過，妳會在婚禮上離開我。妳到底愛不愛我？", 13),
    "ko": ("결혼식 날에 네가 나를 떠날 거라고는 생각도 못 했어, 왜 그랬어?", 13),
    "th": ("ฉันไม่เคยคิดเลยว่าคุณจะทิ้งฉันในวันแต่งงานของเรา", 24),
    "ar": ("لم أتخيل أبدا أنك ستتركني في يوم زفافنا، لماذا فعلت هذا بي؟", 28),
    "he": ("לא חשבתי שתעזוב אותי ביום החתונה שלנו, למה עשית לי את זה?", 28),
    "hi": ("मैंने कभी नहीं सोचा था कि तुम शादी के दिन मुझे छोड़ दोगे", 28),
    "ru": ("Ты обещал мне, что никогда сюда не вернёшься, и вот ты здесь!", 28),
    "km": ("ខ្ញុំមិនដែលគិតថាអ្នកនឹងចាកចេញពីខ្ញុំនៅថ្ងៃរៀបការទេ", 28),
}


@pytest.mark.parametrize("language", SCRIPTS)
def test_every_script_keeps_its_rules(language: str) -> None:
    text, most = SCRIPTS[language]
    cues = caption_episode([untimed(text, at=1, until=9)], episode((0, 20)), language=language)
    assert letters(cues) == text.replace(" ", "")
    assert caption_faults(cues, language, duration_s=F(20)) == []
    rows = [row for cue in cues for row in cue.texts]
    assert max(width(row, rules_for(language)) for row in rows) <= most
    assert not any(row[0] in "。、，！？」』ーぁぃっゃゅょ)?!,." for row in rows)
    assert not any(row[-1] in "「『（(" for row in rows)
    assert not any("\u0e31" <= row[0] <= "\u0e3a" or "\u0e47" <= row[0] <= "\u0e4e" for row in rows)  # marks of Thai


def test_words_of_thai_stay_whole() -> None:
    text, _ = SCRIPTS["th"]
    cues = caption_episode([untimed(text, at=1, until=5)], episode((0, 9)), language="th")
    assert cues[0].texts[1].startswith(("ทิ้ง", "คุณ", "จะ", "ฉัน"))  # "leave", "you", "will", "me": where words begin


def test_words_that_an_engine_cut_to_letters_are_captioned_as_one_text() -> None:
    said = line("我从来没有想过，你会离开我。", at=0, each=F(1, 5), sep="")
    cues = caption_episode([said], episode((0, 9)), language="zh")
    assert letters(cues) == said.text
    assert " " not in cues[0].text


def test_without_a_language_the_script_decides() -> None:
    text, _ = SCRIPTS["ja"]
    known = caption_episode([untimed(text, at=1, until=9)], episode((0, 9)), language="ja")
    assert caption_episode([untimed(text, at=1, until=9)], episode((0, 9)), language=None) == known
    assert caption_episode([untimed(text, at=1, until=9)], episode((0, 9)), language="und") == known


# --- through the cuts


def test_words_move_with_the_spans_they_lie_in() -> None:
    said = [line("one two three", at=10, each=F(1)), line("four five", at=30, each=F(1))]
    cues = caption_episode(said, episode((9, 14), (28, 33)), language="en")
    assert spoken(cues) == {"one": F(1), "two": F(2), "three": F(3), "four": F(7), "five": F(8)}


def test_words_half_outside_are_left_out() -> None:
    said = [line("one two three four", at=10, each=F(1))]
    assert letters(caption_episode(said, episode((10.5, 13.5)), language="en")) == "twothree"


def test_sound_that_leads_or_trails_its_pictures_decides() -> None:
    # the sound of the second span begins a second before its pictures, over the last pictures of the first
    spans = (
        PlannedSpan(start_s=F(10), end_s=F(14), sound_end_s=F(13)),
        PlannedSpan(start_s=F(20), end_s=F(24), sound_start_s=F(19)),
    )
    said = [line("a b c d", at=10, each=F(1)), line("x y z", at=19, each=F(1))]
    cues = caption_episode(said, episode(*spans), language="en")
    assert spoken(cues) == {"a": F(0), "b": F(1), "c": F(2), "x": F(3), "y": F(4), "z": F(5)}


def test_a_recap_comes_first() -> None:
    said = [line("before", at=1), line("now", at=50)]
    cues = caption_episode(said, episode((49, 55), recap=[Span(F(0), F(3))]), language="en")
    assert spoken(cues) == {"before": F(1), "now": F(4)}


def test_spans_count_as_they_are_rendered_on_whole_pictures() -> None:
    spans = [(F(0), F(101, 100))] + [(F(n * 10), F(n * 10) + F(101, 100)) for n in range(1, 40)]
    planned = episode(*[PlannedSpan(start_s=a, end_s=b) for a, b in spans], (500, 510))
    rate = FrameRate(10)
    assert parts_of(planned, rate=rate)[-1].shift_s == 40 - 500  # each hundredth falls away
    assert parts_of(planned)[-1].shift_s == F(4040, 100) - 500


def test_no_cue_goes_over_a_cut() -> None:
    said = [line("I will come back for you", at=8, each=F(1, 2))]
    cues = caption_episode(said, episode((0, 10), (10, 20)), language="en")
    assert texts(cues) == ["I will come back", "for you"]


# --- words and signs


def test_signs_between_words_stay_with_them() -> None:
    words = [w for text, at in (("Oh", 0), ("John", 1), ("said", 2)) for w in line(text, at=at).words]
    said = Line(start_s=F(0), end_s=F(3), text='Oh... "John," said', words=words)
    cues = caption_episode([said], episode((0, 9)), language="en")
    assert cues[0].text == 'Oh... "John," said'


def test_words_that_are_not_the_text_are_taken_as_they_are() -> None:
    words = line("we are here", at=0).words
    said = Line(start_s=F(0), end_s=F(2), text="something else", words=words)
    assert letters(caption_episode([said], episode((0, 9)), language="en")) == "wearehere"


def test_controls_and_line_ends_in_a_text_do_no_harm() -> None:
    said = untimed("a\r\n\r\n00:00 --> 00:09\x00\x1b[31m b\u2028c", at=0, until=3)
    assert caption_episode([said], episode((0, 9)), language="en")[0].text.count("\n") <= 1
    assert caption_episode([untimed(" \n ", at=0, until=3)], episode((0, 9)), language="en") == []
    assert caption_episode([], episode((0, 9)), language=None) == []


# --- whatever is said

WORDS = st.text("abcdefghijklmnop,.?!", min_size=1, max_size=40).filter(lambda w: any(c.isalpha() for c in w))
GAPS = st.sampled_from([F(0), F(1, 100), F(1, 20), F(1, 4), F(1), F(3)])
LENGTHS = st.sampled_from([F(1, 50), F(1, 10), F(3, 10), F(1), F(2)])


@st.composite
def dialogues(draw: st.DrawFn) -> tuple[list[Line], PlannedEpisode]:
    """Lines one after another, and an episode of spans of them whose sound may lead or trail the pictures."""
    at = F(0)
    lines: list[Line] = []
    for _ in range(draw(st.integers(0, 8))):
        spoken_words: list[tuple[str, Fraction, Fraction]] = []
        for text in draw(st.lists(WORDS, min_size=1, max_size=14)):
            at += draw(GAPS)
            end = at + draw(LENGTHS)
            spoken_words.append((text, at, end))
            at = end
        said = line(" ".join(w[0] for w in spoken_words), at=0, speaker=draw(st.sampled_from(["S1", "S2", None])))
        words = [Word(start_s=start, end_s=end, text=text) for text, start, end in spoken_words]
        lines.append(
            Line(start_s=words[0].start_s, end_s=words[-1].end_s, text=said.text, speaker=said.speaker, words=words)
        )
    cuts = st.integers(0, int((at + 1) * 25)).map(lambda picture: F(picture, 25))
    borders = sorted({F(0), at + 1, *draw(st.lists(cuts, max_size=5))})
    kept = [pair for pair in pairwise(borders) if draw(st.booleans())] or [(F(0), at + 1)]
    leads = [draw(st.sampled_from([F(0), F(1, 5), F(-1, 5)])) for _ in kept[1:]]
    spans = [
        PlannedSpan(start_s=a, end_s=b, sound_start_s=max(F(0), a + lead), sound_end_s=max(F(0), a + lead, b + trail))
        for (a, b), lead, trail in zip(kept, [F(0), *leads], [*leads, F(0)], strict=True)
    ]
    return lines, episode(*spans)


def said_in(lines: list[Line], planned: PlannedEpisode) -> str:
    """All that is heard, found the plain way: the spans one after another, each word on its own."""
    whole = sum((s.end_s - s.start_s for s in planned.spans), F(0))
    found: list[tuple[Fraction, str]] = []
    at = F(0)
    for span in planned.spans:
        assert span.sound_start_s is not None
        assert span.sound_end_s is not None
        for word in (w for said in lines for w in said.words):
            heard_at = at + word.start_s - span.start_s
            begins = span.sound_start_s <= (word.start_s + word.end_s) / 2 < span.sound_end_s
            whole_word = span.sound_start_s - F(1, 50) <= word.start_s and word.end_s <= span.sound_end_s + F(1, 50)
            if begins and whole_word and 0 <= heard_at < whole:
                found.append((heard_at, word.text))
        at += span.end_s - span.start_s
    return "".join(sorted("".join(text for _, text in found)))


@settings(max_examples=60, deadline=None)
@given(dialogues())
def test_every_word_is_kept_once_and_no_limit_is_broken_in_silence(made: tuple[list[Line], PlannedEpisode]) -> None:
    lines, planned = made
    cues = caption_episode(lines, planned, language="de")
    in_order = "".join(word.text for speech in heard(lines, parts_of(planned)) for word in speech.words)
    assert letters(cues).replace("-", "") == in_order.replace(" ", "")
    assert "".join(sorted(letters(cues).replace("-", ""))) == said_in(lines, planned)
    for before, after in pairwise(cues):
        assert before.end_s < after.start_s
    whole = parts_of(planned)[-1].end_s
    told = caption_faults(cues, "de", duration_s=whole)
    for cue in cues:
        assert cue.start_s < cue.end_s <= cue.start_s + 7
        assert len(cue.lines) <= 2
        assert cue.end_s <= whole or any("outside" in fault for fault in told)
        for row in cue.texts:
            assert len(row) <= 28 or (" " not in row and any("characters instead" in fault for fault in told))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.sampled_from(["en", "ja", "th", "ar", "my", "x-nothing"]))
def test_any_text_becomes_captions(text: str, language: str) -> None:
    cues = caption_episode([untimed(text, at=0, until=6)], episode((0, 9)), language=language)
    kept = "".join(row for cue in cues for row in cue.texts)
    plain = "".join(c for c in text if c.isalnum())
    assert "".join(c for c in kept if c.isalnum()) == plain
