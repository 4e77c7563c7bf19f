import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from microdrama.web.ranges import ByteSpan, UnsatisfiableRangeError, requested_span

SIZES = st.integers(0, 60)
PLACES = st.integers(0, 80)


@given(size=SIZES, first=PLACES, last=st.one_of(st.none(), PLACES))
@example(size=0, first=0, last=None)
def test_a_range_is_the_slice_it_says(size: int, first: int, last: int | None) -> None:
    data = bytes(range(size))
    header = f"bytes={first}-{'' if last is None else last}"
    if last is not None and last < first:
        assert requested_span(header, size=size) is None
        return
    wanted = data[first : None if last is None else last + 1]
    if not wanted:
        with pytest.raises(UnsatisfiableRangeError):
            requested_span(header, size=size)
        return
    span = requested_span(header, size=size)
    assert data[span.start : span.stop] == wanted


@given(size=SIZES, length=PLACES)
def test_a_suffix_is_the_end_of_the_file(size: int, length: int) -> None:
    data = bytes(range(size))
    if length == 0:
        with pytest.raises(UnsatisfiableRangeError):
            requested_span("bytes=-0", size=size)
        return
    span = requested_span(f"bytes=-{length}", size=size) or ByteSpan(0, size)
    assert data[span.start : span.stop] == data[-length:]


@given(st.one_of(st.text(), st.from_regex(r"bytes=[0-9 ,-]*", fullmatch=True)), SIZES)
def test_whatever_a_header_says_a_span_lies_inside_the_file(header: str | None, size: int) -> None:
    try:
        span = requested_span(header, size=size)
    except UnsatisfiableRangeError:
        return
    assert span is None or 0 <= span.start < span.stop <= size


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=--1",
        "bytes=1-2,4-5",
        "bytes=0-0,-1",
        "bytes=5-2",
        "bytes=a-b",
        "bytes=1.5-3",
        "bytes=0x1-3",
        "bytes=\u0663-\u0665",
        "bytes=+1-3",
        "bytes=1 -3",
        "items=0-5",
        "bytes=0-" + "9" * 5000,
    ],
)
def test_what_is_not_one_range_means_the_whole_file(header: str | None) -> None:
    assert requested_span(header, size=10) is None


def test_units_are_read_in_any_case() -> None:
    assert requested_span("Bytes= 2-4 ", size=10) == ByteSpan(2, 5)
