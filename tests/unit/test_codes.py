import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.persons.codes import hash_code, hash_token, new_claim_code, new_token, normalise_code


def test_a_code_is_three_groups_without_doubtful_signs() -> None:
    codes = {new_claim_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", code) for code in codes)
    assert len(set("".join(codes))) == 33  # all 32 signs, and the hyphen: 60 bits


@pytest.mark.parametrize(
    "typed",
    [
        "7K0M-Q1TX-9RVC",
        "7k0mq1tx9rvc",
        " 7K0M Q1TX 9RVC ",
        "7K0M—Q1TX–9RVC",
        "７Ｋ０Ｍ－Ｑ１ＴＸ－９ＲＶＣ",
        "7KOM-QITX-9RUC",
        "7kom-qltx-9ruc",
        "7K0Mー Q1TX_9RVC",
    ],
)
def test_a_code_is_read_however_it_is_copied(typed: str) -> None:
    assert normalise_code(typed) == "7K0MQ1TX9RVC"
    assert hash_code(typed, "secret") == hash_code("7K0M-Q1TX-9RVC", "secret")


def test_a_code_is_hashed_with_the_portals_secret() -> None:
    kept = hash_code("7K0M-Q1TX-9RVC", "secret")
    assert re.fullmatch("[0-9a-f]{64}", kept)
    assert kept != hash_code("7K0M-Q1TX-9RVC", "other")
    assert kept != hash_code("7K0M-Q1TX-9RVD", "secret")


@given(st.text())
@settings(max_examples=100, derandomize=True, deadline=None)
def test_any_typing_can_be_hashed(typed: str) -> None:
    assert len(hash_code(typed, "secret")) == 64
    assert len(hash_token(typed)) == 64


def test_tokens_are_long_and_kept_as_hashes() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(re.fullmatch(r"[\w-]{43}", token) for token in tokens)
    token = tokens.pop()
    assert re.fullmatch("[0-9a-f]{64}", hash_token(token))
    assert hash_token(token) == hash_token(token)
    assert hash_token(token) not in map(hash_token, tokens)
