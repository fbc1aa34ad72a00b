import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledges.certificates import numbers
from pledges.certificates.numbers import NumberMalformed, NumberMistyped

LETTERS = st.sampled_from(numbers.ALPHABET)
NUMBERS = st.lists(LETTERS, min_size=11, max_size=11).map("".join).map(lambda it: it + numbers.check_letter(it))
PLACES = st.integers(0, 11)


def test_the_alphabet_is_crockfords():
    assert len(set(numbers.ALPHABET)) == 32
    assert not set("ILOU") & set(numbers.ALPHABET)


@pytest.mark.parametrize(
    ("eleven", "letter"),
    # by hand: doubled from the right, 1 -> 2 and its check letter is 32 - 2; Z doubles to 62 = 1·32 + 30 -> 31
    [("00000000000", "0"), ("00000000001", "Y"), ("00000000010", "Z"), ("0000000000Z", "1"), ("84G7ZWYRD6Z", "N")],
)
def test_the_check_letter_is_luhns_modulo_32(eleven, letter):
    assert numbers.check_letter(eleven) == letter


def test_a_new_number_is_valid_and_its_own():
    many = {numbers.generate() for _ in range(200)}

    assert len(many) == 200
    assert all(numbers.is_valid(number) for number in many)
    assert all("0Z" not in number and "Z0" not in number for number in many)


@given(NUMBERS, PLACES, LETTERS)
def test_every_single_wrong_letter_is_found(number, place, letter):
    wrong = number[:place] + letter + number[place + 1 :]

    assert numbers.is_valid(wrong) == (wrong == number)


def test_of_all_swaps_of_neighbours_only_0_with_z_goes_unseen():
    missed = set()
    for a in numbers.ALPHABET:
        for b in numbers.ALPHABET:
            for place in (0, 1):  # a pair whose first letter is doubled, and one whose second is
                eleven = "7" * place + a + b + "7" * (9 - place)
                swapped = "7" * place + b + a + "7" * (9 - place)
                if a != b and numbers.check_letter(eleven) == numbers.check_letter(swapped):
                    missed.add(frozenset((a, b)))

    assert missed == {frozenset("0Z")}


@given(st.integers(0, 10))
def test_every_swap_inside_a_number_we_issue_is_found(place):
    number = numbers.generate()
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert numbers.is_valid(swapped) == (swapped == number)


@given(NUMBERS)
def test_a_number_is_read_however_it_is_written(number):
    shown = numbers.pretty(number)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number)

    assert shown == f"{number[:4]}-{number[4:8]}-{number[8:]}"
    for written in (
        shown, shown.lower(), f"  {shown}\n", shown.replace("-", " – "), shown.replace("-", "\u2011"), number, wide,
        number.replace("0", "O").replace("1", "l"), number.replace("1", "I").lower(), f"https://host.example/c/{shown}/",
        f"HTTPS://HOST.EXAMPLE/C/{number}", f"{shown}.pdf",
    ):  # fmt: skip
        assert numbers.normalise(written) == number


@pytest.mark.parametrize(
    "typed", ["84Г7", "", "84G7-ZWYR-D6Z", "84G7-ZWYR-D6Z*", "84G7-ZWYR-D6ZN-0", "8" * 10_000, "\x00"]
)
def test_what_has_not_twelve_letters_is_malformed(typed):
    with pytest.raises(NumberMalformed):
        numbers.normalise(typed)


def test_letters_of_other_keyboards_and_other_digits_are_taken_for_their_twins():
    number = "84" + "M0T1KXEAB"
    number += numbers.check_letter(number)

    assert numbers.normalise("٨٤МОТ1КХЕАВ" + number[-1]) == number


def test_twelve_letters_that_do_not_fit_are_mistyped_and_bring_suggestions():
    with pytest.raises(NumberMistyped) as caught:
        numbers.normalise("B4G7-ZWYR-D6ZN")

    assert caught.value.letters == "B4G7ZWYRD6ZN"
    assert caught.value.suggestions[0] == "84G7ZWYRD6ZN"  # B for 8 is a common slip


@given(NUMBERS, PLACES, LETTERS)
def test_one_wrong_letter_brings_the_right_number_back(number, place, letter):
    wrong = number[:place] + letter + number[place + 1 :]

    found = numbers.suggestions(wrong)

    assert (number in found) == (wrong != number)
    assert len(found) <= numbers.CANDIDATES_AT_MOST
    assert all(map(numbers.is_valid, found))


@given(NUMBERS, st.integers(0, 10))
def test_two_swapped_neighbours_bring_the_right_number_back(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert number in numbers.suggestions(swapped) or numbers.is_valid(swapped)


@given(NUMBERS, PLACES)
def test_a_letter_left_out_and_a_letter_too_many_bring_the_right_number_back(number, place):
    for typed in (number[:place] + number[place + 1 :], number[:place] + "7" + number[place:]):
        with pytest.raises(NumberMalformed) as caught:
            numbers.normalise(typed)
        assert number in caught.value.suggestions
        assert len(caught.value.suggestions) <= numbers.CANDIDATES_AT_MOST


def test_a_u_is_no_letter_of_ours_and_first_taken_for_a_v():
    number = "84G7VWYRD6Z"
    number += numbers.check_letter(number)

    with pytest.raises(NumberMistyped) as caught:
        numbers.normalise(number.replace("V", "U"))

    assert caught.value.suggestions == (number,)


def test_a_right_number_and_a_hopeless_text_bring_no_suggestions():
    assert numbers.suggestions("84G7-ZWYR-D6ZN") == ()
    assert numbers.suggestions("UUUUUUUUUUUU") == ()
    assert numbers.suggestions("hello") == ()


def test_no_more_suggestions_come_than_were_asked_for():
    assert len(numbers.suggestions("B4G7ZWYRD6ZN", limit=3)) == 3
