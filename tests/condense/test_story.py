"""What lines do, what is central, which threads run, what opens and ends an episode, titles."""

import itertools
from fractions import Fraction

import numpy as np
import pytest

from condense.made_findings import media
from microdrama.analysis.sentences import WordReader
from microdrama.condense.beats import Beat
from microdrama.condense.cuts import Cut
from microdrama.condense.edges import ending, opening, quoted
from microdrama.condense.lexicon import acts_of
from microdrama.condense.recap import LONGEST_S, recap_of
from microdrama.condense.series import PlanOptions, plan_series
from microdrama.condense.signals import Signals, ranks
from microdrama.condense.story import Story, centrality, read_story, speakers
from microdrama.condense.threads import find_threads
from microdrama.condense.titles import synopsis_of, title_of
from microdrama.domain.findings import FaceBox, FaceTrack, Findings, Line, Loudness
from microdrama.domain.time import Span
from microdrama.ports.sentence_reader import FakeSentenceReader
from microdrama.ports.writer import EpisodeWords, FakeWriter

READER = WordReader()


def line(start: float, text: str, speaker: str | None = None, length: float = 2) -> Line:
    return Line(
        start_s=Fraction(repr(start)), end_s=Fraction(repr(start)) + Fraction(repr(length)), text=text, speaker=speaker
    )


def film(*lines: Line, duration: int = 120, **others: object) -> Findings:
    return Findings(media=media(Fraction(duration), "25"), lines=list(lines), **others)  # type: ignore[arg-type]


def beats_of(*edges: int, scenes: tuple[int, ...] | None = None) -> list[Beat]:
    cuts = [Cut(Fraction(edge), "shot", Fraction(edge)) for edge in edges]
    return [
        Beat(starts=a, ends=b, scene=scenes[n] if scenes else n) for n, (a, b) in enumerate(itertools.pairwise(cuts))
    ]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Which wedding?", "question"),
        ("“Which wedding?”", "question"),
        ("你是谁\uff1f", "question"),
        ("The boy is not his son.", "revelation"),
        ("他还活着。", "revelation"),
        ("Ella es tu hermana.", "revelation"),
        ("I will destroy you.", "threat"),
        ("你会后悔的。", "threat"),
        ("They're coming.", "arrival"),
        ("I've decided.", "decision"),
        ("But I thought you…", "interruption"),
        ("If you ever—", "interruption"),
    ],
)
def test_a_line_is_told_by_its_words_and_its_last_sign(text: str, act: str) -> None:
    assert act in acts_of(text)


@pytest.mark.parametrize("text", ["Good morning.", "The weather is fine today.", "Pass me the salt; please.", ""])
def test_small_talk_does_nothing(text: str) -> None:
    assert not acts_of(text)


def test_a_semicolon_asks_in_greek_alone() -> None:
    assert "question" in acts_of("Ποιος είναι;", "el")
    assert "question" not in acts_of("Ποιος είναι;", "en")


def test_the_text_that_all_others_lead_to_is_the_most_central() -> None:
    hub = np.eye(5, dtype=np.float32)
    hub[2] = 1 / np.sqrt(5)
    assert int(np.argmax(centrality(hub))) == 2
    assert (centrality(np.eye(2, dtype=np.float32)) == 0.5).all()


def test_who_speaks_with_most_others_is_the_most_central_speaker() -> None:
    said = [line(n * 3, "So.", name) for n, name in enumerate(["S1", "S2", "S1", "S3", "S1"])]
    assert speakers(said) == {"S1": 1.0, "S2": 0.5, "S3": 0.5}
    assert speakers([line(0, "So.", "S1"), line(60, "Yes.", "S2")]) == {}


def test_a_thread_is_a_word_that_the_story_comes_back_to() -> None:
    texts = [(2, "The letter is gone"), (12, "Nice weather"), (22, "Who has the letter"), (32, "That letter burned")]
    found = film(*(line(start, text) for start, text in texts), duration=40)
    beats = beats_of(0, 10, 20, 30, 40)
    threads = find_threads(read_story(found, READER), beats, "en")
    assert [(thread.name, thread.beats) for thread in threads] == [("letter", [0, 2, 3])]


def test_a_running_thread_stays_in_the_plan() -> None:
    """Its strongest moment is kept although nothing else speaks for it."""
    dull = [line(n * 4 + 0.5, f"Word{chr(97 + n % 26) * 5} number{chr(97 + n // 26) * 4}.") for n in range(120)]
    marked = {5: "The letter is here.", 60: "Where is that letter.", 115: "The letter, at last."}
    lines = [line(float(one.start_s), marked.get(n, one.text)) for n, one in enumerate(dull)]
    plan = plan_series(film(*lines, duration=480), PlanOptions(keep=0.3))
    told = [float(lines[n].start_s) for n in marked]
    spans = [span.picture for episode in plan.episodes for span in episode.spans]
    assert any(Fraction(repr(moment)) in span for moment in told for span in spans)


def story_and_signals(found: Findings) -> tuple[Story, Signals]:
    return read_story(found, READER), Signals(found)


def test_an_ending_on_a_question_is_one_and_says_which() -> None:
    found = film(line(1, "Nice day."), line(7, "Where did you get that ring?"))
    story, signals = story_and_signals(found)
    edge = ending(story, signals, Span(Fraction(0), Fraction(10)), worth=0.5, following=0.0)
    assert edge.kind == "question"
    assert "Where did you get that ring?" in edge.reason
    earlier = ending(story, signals, Span(Fraction(0), Fraction(6)), worth=0.5, following=0.0)
    assert edge.value > earlier.value + 0.3


def test_a_question_in_passing_ends_an_episode_less_well_than_a_plain_line_where_the_story_is_strongest() -> None:
    asked = story_and_signals(film(line(7, "Would you like some coffee?")))
    told = story_and_signals(film(line(7, "Two lamps burned there that night.")))
    span = Span(Fraction(0), Fraction(10))
    passing = ending(*asked, span, worth=0.1, following=0.0)
    height = ending(*told, span, worth=1.0, following=0.0)
    assert passing.kind == "question"
    assert height.value > passing.value
    assert "Two lamps burned there that night." in height.reason
    assert ending(*asked, span, worth=1.0, following=0.0).value > height.value


def test_a_reaction_is_a_face_after_the_last_word() -> None:
    boxes: list[FaceBox] = [(8.0, 0.3, 0.2, 0.3, 0.4), (9.5, 0.3, 0.2, 0.3, 0.4)]
    found = film(line(1, "Go."), faces=[FaceTrack(track="F1", boxes=boxes)])
    story, signals = story_and_signals(found)
    assert ending(story, signals, Span(Fraction(0), Fraction(10)), worth=0.5, following=0.0).kind == "reaction"


def test_music_that_rises_after_the_last_word_ends_an_episode() -> None:
    levels = [-40.0] * 180 + [-18.0] * 20
    found = film(line(1, "Go."), loudness=Loudness(step_s=Fraction(1, 10), lufs=levels))
    story, signals = story_and_signals(found)
    assert ending(story, signals, Span(Fraction(0), Fraction(20)), worth=0.5, following=0.0).kind == "music"


def test_an_arrival_is_a_person_who_was_not_there_before() -> None:
    first: list[FaceBox] = [(t, 0.1, 0.2, 0.05, 0.1) for t in (1.0, 5.0)]
    second: list[FaceBox] = [(9.0, 0.6, 0.2, 0.05, 0.1)]
    tracks = [FaceTrack(track="F1", boxes=first, person="P1"), FaceTrack(track="F2", boxes=second, person="P2")]
    found = film(faces=tracks)
    story, signals = story_and_signals(found)
    span = Span(Fraction(0), Fraction(10))
    assert ending(story, signals, span, worth=0.5, following=0.0).kind == "arrival"
    same = film(faces=[tracks[0], FaceTrack(track="F2", boxes=second, person="P1")])
    assert ending(*story_and_signals(same), span, worth=0.5, following=0.0).kind != "arrival"


def test_an_opening_with_a_threat_beats_one_with_small_talk() -> None:
    found = film(line(1, "I will destroy you."), line(21, "Nice day."))
    story, signals = story_and_signals(found)
    strong = opening(story, signals, Span(Fraction(0), Fraction(10)))
    weak = opening(story, signals, Span(Fraction(20), Fraction(30)))
    assert strong.kind == "threat"
    assert strong.value > weak.value


def test_quotes_are_of_bearable_length_and_on_one_line() -> None:
    assert quoted("Yes.\nNo.") == "“Yes. No.”"
    assert len(quoted("word " * 100)) <= 82


def test_ranks_share_ties() -> None:
    assert list(ranks([3, 1, 3, 7])) == pytest.approx([0.5, 0, 0.5, 1])
    assert list(ranks([2, 2])) == [0.5, 0.5]


def test_titles_and_synopses_are_lines_and_never_the_same_twice() -> None:
    found = film(line(1, "Nice day."), line(4, "Which wedding?"), line(8, "The boy is not his son."))
    said = read_story(found, READER).said
    first = title_of(said, set())
    assert first is not None
    assert first in {one.line.text for one in said}
    assert title_of(said, {first}) not in {None, first}
    assert synopsis_of(said) == "“Which wedding?” “The boy is not his son.”"
    assert title_of([], set()) is None
    assert synopsis_of([]) is None


def test_a_recap_is_short_legal_and_from_before() -> None:
    found = film(line(1, "Nice day."), line(5, "The boy is not his son."), line(11, "I will destroy you."))
    cuts = [Cut(Fraction(at), "shot", Fraction(at)) for at in (0, 4, 8, 10, 14, 20)]
    story = read_story(found, READER)
    pieces = recap_of(cuts, story, [Span(Fraction(0), Fraction(14))])
    assert pieces == [Span(Fraction(4), Fraction(8)), Span(Fraction(10), Fraction(14))]
    assert sum(piece.duration_s for piece in pieces) <= LONGEST_S
    assert recap_of(cuts, story, [Span(Fraction(14), Fraction(20))]) == []


def long_film(count: int = 60) -> Findings:
    texts = ("The letter is gone.", "Who has the letter?", "Nice weather.", "The boy is not his son.")
    return film(*(line(n * 5 + 0.5, texts[n % 4], f"S{n % 3}") for n in range(count)), duration=count * 5)


def test_recaps_are_asked_for_and_count_as_part_of_the_most() -> None:
    options = PlanOptions(keep=0.9, least_s=40, most_s=80, recap=True)
    plan = plan_series(long_film(), options)
    assert not plan.episodes[0].recap
    assert any(episode.recap for episode in plan.episodes[1:])
    for before, episode in itertools.pairwise(plan.episodes):
        total = sum(piece.duration_s for piece in episode.recap)
        assert total <= 8
        assert episode.duration_s == total + sum(span.picture.duration_s for span in episode.spans)
        assert episode.duration_s <= 80
        assert all(any(p.start_s >= s.start_s and p.end_s <= s.end_s for s in before.spans) for p in episode.recap)


def test_a_writer_adds_titles_and_scores_and_what_it_leaves_out_is_extracted() -> None:
    words = [EpisodeWords(title="The Ashes", synopsis="A letter burns.", hook="Somebody lies.")]
    plan = plan_series(long_film(), PlanOptions(), writer=FakeWriter(scores=[2.0, None], words=words))
    first, second = plan.episodes[:2]
    assert (first.title, first.synopsis, first.hook.reason) == ("The Ashes", "A letter burns.", "Somebody lies.")
    assert second.title in {one.text for one in long_film().lines}


def test_a_writer_who_likes_a_scene_keeps_it() -> None:
    found = long_film()
    plain = plan_series(found, PlanOptions(keep=0.3))
    left = next(n for n, scene in enumerate(plain.scenes) if not scene.kept)
    assert left >= 0
    scores = [0.0] * 40
    low = plan_series(found, PlanOptions(keep=0.3), writer=FakeWriter(scores=scores))
    high = plan_series(found, PlanOptions(keep=0.3), writer=FakeWriter(scores=[1.0] * 40))
    assert sum(s.salience for s in low.scenes) < sum(s.salience for s in high.scenes)


def test_every_scene_border_hook_and_cliffhanger_has_a_reason() -> None:
    plan = plan_series(long_film(), PlanOptions())
    sentences = [scene.reason for scene in plan.scenes]
    sentences += [episode.hook.reason for episode in plan.episodes]
    sentences += [episode.cliffhanger.reason for episode in plan.episodes]
    assert all(text[0].isupper() and text[-1] in ".!?…”" for text in sentences)


def test_a_reader_of_meaning_may_answer_with_lists() -> None:
    found = film(line(1, "Yes."), line(5, "No."), line(9, "Perhaps."), duration=60)
    reader = FakeSentenceReader({"Yes.": [1.0, 0.0], "No.": [1.0, 0.0], "Perhaps.": [0.0, 1.0]})
    assert read_story(found, reader).vectors.shape == (3, 2)
