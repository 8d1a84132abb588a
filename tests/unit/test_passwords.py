import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from portal.accounts import passwords
from portal.accounts.passwords import (
    PasswordProblem,
    hash_password,
    needs_rehash,
    password_problems,
    spend_time_as_if,
    verify_password,
)

ABOUT = ["hongda-resident", "+8613800138000", "anna.schmidt@example.org", "李桂英"]


def test_a_password_opens_its_own_hash_and_no_other() -> None:
    first, second = hash_password("linli-demo"), hash_password("linli-demo")
    assert first != second
    assert "linli-demo" not in first
    assert verify_password(first, "linli-demo")
    assert not verify_password(first, "linli-Demo")
    assert not verify_password(first, "")


def test_hashes_are_argon2id() -> None:
    assert extract_parameters(hash_password("linli-demo")).type is Type.ID


def test_full_width_typing_is_the_same_password() -> None:
    assert verify_password(hash_password("pass２０２６word"), "ｐａｓｓ2026ｗｏｒｄ")


@pytest.mark.parametrize("broken", ["", "!", "$argon2id$v=19$broken", "pbkdf2:sha256:1$x$y"])
def test_an_unreadable_hash_opens_to_nobody(broken: str) -> None:
    assert not verify_password(broken, "linli-demo")


def test_old_settings_are_noticed() -> None:
    assert not needs_rehash(hash_password("linli-demo"))
    assert needs_rehash(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("linli-demo"))


def test_an_unknown_account_costs_a_verification(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    monkeypatch.setattr(passwords, "verify_password", lambda kept, _: verified.append(kept))
    spend_time_as_if()
    spend_time_as_if()
    assert len(verified) == 2
    assert verified[0] == verified[1]
    assert not needs_rehash(verified[0])


@pytest.mark.parametrize(
    "password", ["linli-demo", "correct horse battery", "我家门前有棵桂花树", "x" * 7 + "yz", "a1!" * 85]
)
def test_ordinary_passwords_will_do(password: str) -> None:
    assert password_problems(password, about=ABOUT) == []


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("Tz9!kqw", PasswordProblem.TOO_SHORT),
        ("", PasswordProblem.TOO_SHORT),
        ("x9!" * 86, PasswordProblem.TOO_LONG),
        ("Password1", PasswordProblem.COMMON),
        ("woaini1314", PasswordProblem.COMMON),
        ("12345678", PasswordProblem.COMMON),
        ("987654321", PasswordProblem.COMMON),
        ("abcdefghij", PasswordProblem.COMMON),
        ("aaaaaaaaa", PasswordProblem.COMMON),
        ("12121212", PasswordProblem.COMMON),
        ("１２３４５６７８", PasswordProblem.COMMON),
        ("Hongda-Resident", PasswordProblem.ABOUT_PERSON),
        ("hongdaresident1", PasswordProblem.ABOUT_PERSON),
        ("13800138000", PasswordProblem.ABOUT_PERSON),
        ("138-0013-8000", PasswordProblem.ABOUT_PERSON),
        ("00138000", PasswordProblem.ABOUT_PERSON),
        ("anna.schmidt", PasswordProblem.ABOUT_PERSON),
        ("annaschmidt26", PasswordProblem.ABOUT_PERSON),
    ],
)
def test_guessable_passwords_are_refused(password: str, problem: PasswordProblem) -> None:
    assert problem in password_problems(password, about=ABOUT)


def test_a_long_password_may_contain_a_name() -> None:
    assert password_problems("anna.schmidt likes her balcony", about=ABOUT) == []


def test_an_empty_about_refuses_nothing() -> None:
    assert password_problems("linli-demo", about=["", "李", "@"]) == []
