"""When words and phones are heard, from what a voice says of its times and from what is heard."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from microdrama.providers.speech_times import Sign, gated, phones, shared, timed_signs, word_spans, words_of_signs


def signs(read: str, words: list[int], seconds: float = 0.1) -> list[Sign]:
    return [Sign(sign, seconds, word) for sign, word in zip(read, words, strict=True)]


def test_words_are_told_by_their_spaces() -> None:
    assert words_of_signs("hə lˈO, jˈu.", ["hə", "lˈO", "jˈu"]) == [0, 0, -1, 1, 1, 1, 1, -1, 2, 2, 2, 2]


def test_a_price_is_one_word_however_many_are_said() -> None:
    owners = words_of_signs("pˈAd fˈIv hˈʌn nˈW", ["pˈAd", "fˈIv hˈʌn", "nˈW"])
    assert [owner for owner in owners if owner >= 0] == [0] * 4 + [1] * 8 + [2] * 3


def test_words_that_run_together_are_told_by_their_sounds() -> None:
    """Two words said as one group, as French does."""
    owners = words_of_signs("lezanfan vit", ["le", "anfan", "vit"])
    assert [owner for owner in owners if owner >= 0] == [0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2]


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=6), min_size=1, max_size=8), st.data())
def test_the_words_of_signs_never_go_backwards(words: list[str], data: st.DataObject) -> None:
    read = "".join(data.draw(st.sampled_from([word, word + " ", word[::-1], word + ", "])) for word in words)
    owners = [owner for owner in words_of_signs(read, words) if owner >= 0]
    assert owners == sorted(owners)
    assert all(owner < len(words) for owner in owners)


def test_stress_belongs_to_what_follows_length_to_what_precedes_and_a_space_to_both() -> None:
    found = phones(signs("nˈoː ti", [0, 0, 0, 0, -1, 1, 1]))
    assert [(phone.text, round(phone.start_s, 2), round(phone.end_s, 2)) for phone in found] == [
        ("n", 0.0, 0.1), ("oː", 0.1, 0.45), ("t", 0.45, 0.6), ("i", 0.6, 0.7),
    ]  # fmt: skip


def test_a_comma_is_a_pause() -> None:
    found = phones(signs("a, a", [0, -1, -1, 1]))
    assert [(round(phone.start_s, 2), round(phone.end_s, 2)) for phone in found] == [(0.0, 0.1), (0.3, 0.4)]


def test_a_network_runs_two_units_ahead() -> None:
    found = timed_signs([("a", 0)], [10, 4, 3], unit_s=0.025)
    assert [sign.seconds for sign in found] == pytest.approx([0.2, 0.1, 0.075])


def test_phones_begin_and_end_with_what_is_heard() -> None:
    """Speech is heard from 0.15 s to 0.62 s; the model thought from 0.1 to 0.5."""
    heard = phones([Sign("", 0.1, -1), Sign("a", 0.2, 0), Sign("b", 0.2, 0), Sign(".", 0.5, -1)])
    audible = np.zeros(100, bool)
    audible[15:62] = True
    first, last = gated(heard, audible, window_s=0.01)
    assert (round(first.start_s, 2), round(first.end_s, 2)) == (0.15, 0.3)
    assert (round(last.start_s, 2), round(last.end_s, 2)) == (0.3, 0.62)


def test_a_phone_never_outlasts_the_silence_after_it() -> None:
    heard = phones([Sign("a", 0.6, 0), Sign(",", 0.2, -1), Sign("b", 0.2, 1)])
    audible = np.ones(100, bool)
    audible[30:80] = False
    assert [(round(p.start_s, 2), round(p.end_s, 2)) for p in gated(heard, audible, window_s=0.01)] == [
        (0, 0.3),
        (0.8, 1),
    ]


def test_a_word_without_phones_has_no_time() -> None:
    assert word_spans(phones(signs("ab", [0, 2])), 3) == [(0.0, 0.1), None, (0.1, 0.2)]


def test_where_nothing_is_known_the_audible_time_is_shared_out() -> None:
    """Four phones over 0.4 s that are heard, with a pause in the middle that belongs to nobody."""
    audible = np.zeros(80, bool)
    audible[10:30] = audible[50:70] = True
    found = phones(shared(signs("ab cd", [0, 0, -1, 1, 1]), audible, window_s=0.01))
    assert [(p.text, round(p.start_s, 2), round(p.end_s, 2)) for p in found] == [
        ("a", 0.1, 0.2), ("b", 0.2, 0.3), ("c", 0.5, 0.6), ("d", 0.6, 0.7),
    ]  # fmt: skip
