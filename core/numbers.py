"""Numbers inside a sentence (LOOK, "Words")."""

from django.utils.translation import gettext_lazy

SMALL_NUMBERS = [
    gettext_lazy("no"),
    gettext_lazy("one"),
    gettext_lazy("two"),
    gettext_lazy("three"),
    gettext_lazy("four"),
    gettext_lazy("five"),
    gettext_lazy("six"),
    gettext_lazy("seven"),
    gettext_lazy("eight"),
    gettext_lazy("nine"),
    gettext_lazy("ten"),
    gettext_lazy("eleven"),
    gettext_lazy("twelve"),
]


def in_words(number: int) -> str:
    """Up to twelve in words, above in digits."""
    return str(SMALL_NUMBERS[number]) if number < len(SMALL_NUMBERS) else f"{number:,}"


def beginning(words: str) -> str:
    """The words at the beginning of a sentence."""
    return words[:1].upper() + words[1:]
