"""What every form does to text before anybody judges it."""

import pytest

from portal.forms import tidy, upright


@pytest.mark.parametrize(("typed", "kept"), [("  一行\r\n两行 ", "一行\n两行"), ("a\0b", "ab"), (None, None), (7, 7)])
def test_text_is_tidied_and_anything_else_left_alone(typed: object, kept: object) -> None:
    assert tidy(typed) == kept


def test_free_text_loses_what_would_turn_its_surroundings_around() -> None:
    assert upright("\u202e双提交\u2066测试\u2069") == "双提交测试"
    assert upright("مرحبا") == "مرحبا"
