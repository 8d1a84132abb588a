import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.persons.contacts import BadContact, ContactKind, clean_email, clean_phone, mask_email, mask_phone


@pytest.mark.parametrize(
    "raw",
    [
        "19000001234",
        "190-0000-1234",
        "190 0000 1234",
        " １９０－００００－１２３４ ",
        "190—0000—1234",
        "+86 190 0000 1234",
        "＋８６１９０００００１２３４",
        "0086 190 0000 1234",
        "(190) 0000.1234",
    ],
)
def test_a_number_has_one_form_however_it_is_typed(raw: str) -> None:
    assert clean_phone(raw) == "+8619000001234"


def test_every_invented_number_of_the_demo_is_taken() -> None:
    for n in range(0, 10_000, 101):
        assert clean_phone(f"190-0000-{n:04}") == f"+861900000{n:04}"


@pytest.mark.parametrize(
    ("raw", "region", "clean"),
    [
        ("028-8765 4321", "CN", "+862887654321"),
        ("+852 9123 4567", "CN", "+85291234567"),
        ("9123 4567", "HK", "+85291234567"),
        ("0151 23456789", "DE", "+4915123456789"),
    ],
)
def test_landlines_and_other_countries_are_taken(raw: str, region: str, clean: str) -> None:
    assert clean_phone(raw, region) == clean


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "abc",
        "1380013800",
        "138001380000",
        "12345678901",
        "10086",
        "call 13800138000",
        "13800138000 ext 5",
        "1-800-FLOWERS",
        "+",
        "++8613800138000",
        "13800138000;13800138001",
        "1" * 100_000,
        "138\x0000138000",
    ],
)
def test_what_nobody_can_ring_is_refused(raw: str) -> None:
    with pytest.raises(BadContact) as refusal:
        clean_phone(raw)
    assert refusal.value.kind is ContactKind.PHONE


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("anna@example.org", "anna@example.org"),
        (" Anna.B+tag@Example.ORG ", "anna.b+tag@example.org"),
        ("ａｎｎａ＠example.org", "anna@example.org"),
        ("anna@linli.test", "anna@linli.test"),
        ("12345678@qq.com", "12345678@qq.com"),
        ("info@例子.中国", "info@例子.中国"),
    ],
)
def test_addresses_have_one_form(raw: str, clean: str) -> None:
    assert clean_email(raw) == clean


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "anna",
        "anna@",
        "@example.org",
        "a b@example.org",
        "anna@localhost",
        "anna@host.invalid",
        "李@example.org",
        "anna@example.org\nBcc: all@example.org",
        "anna@[127.0.0.1]",
        "a@b@example.org",
        "a" * 300 + "@example.org",
        "Anna <anna@example.org>",
        "anna@exa\x00mple.org",
    ],
)
def test_what_is_no_address_is_refused(raw: str) -> None:
    with pytest.raises(BadContact) as refusal:
        clean_email(raw)
    assert refusal.value.kind is ContactKind.EMAIL


@given(st.text(max_size=300))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_any_text_is_taken_or_refused(raw: str) -> None:
    for clean in (clean_phone, clean_email):
        try:
            assert clean(clean(raw)) == clean(raw)
        except BadContact:
            continue


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("+8619000001234", "190****1234"),
        ("+862887654321", "028****4321"),
        ("+85291234567", "+852 ****4567"),
        ("", "****"),
        ("nonsense", "****"),
    ],
)
def test_a_masked_number_keeps_its_ends(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


def test_a_masked_address_keeps_its_first_letter_and_domain() -> None:
    assert mask_email("anna@example.org") == "a***@example.org"
    assert mask_email("") == "***"
    assert mask_email("nonsense") == "***"
