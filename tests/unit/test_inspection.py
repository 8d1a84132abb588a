import random
import zlib
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from portal.files.inspection import (
    Reason,
    UnacceptableFile,
    UploadLimits,
    inspect_upload,
    safe_filename,
    thumbnail,
)

LIMITS = UploadLimits()


def picture(image_format: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object) -> bytes:
    target = BytesIO()
    image = Image.new(mode, size, 0)
    image.paste(Image.new(mode, (size[0] // 2, size[1]), "red" if mode.startswith("RGB") else 200))
    image.save(target, format=image_format, **options)
    return target.getvalue()


def photo_taken_at_home(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 39.0, 12.0), 3: "E", 4: (104.0, 3.0, 1.0)})
    return picture("JPEG", exif=exif, comment=b"my own remark", icc_profile=b"x" * 200)


def document(change: Callable[[PdfWriter], object] = lambda _: None, pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    change(writer)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def reason_for(data: bytes, limits: UploadLimits = LIMITS) -> Reason:
    with pytest.raises(UnacceptableFile) as refusal:
        inspect_upload(data, limits)
    return refusal.value.reason


@pytest.mark.parametrize(
    ("image_format", "media_type", "extension"),
    [("JPEG", "image/jpeg", ".jpg"), ("PNG", "image/png", ".png"), ("WEBP", "image/webp", ".webp")],
)
def test_pictures_are_taken_and_written_again(image_format: str, media_type: str, extension: str) -> None:
    inspected = inspect_upload(picture(image_format), LIMITS)
    assert (inspected.kind, inspected.media_type, inspected.extension) == ("image", media_type, extension)
    assert (inspected.width, inspected.height, inspected.pages) == (60, 40, None)
    with Image.open(BytesIO(inspected.data)) as image:
        assert (image.format, image.size) == (image_format, (60, 40))


def test_a_photo_is_turned_upright_and_forgets_where_it_was_taken() -> None:
    data = photo_taken_at_home(orientation=6)
    assert b"Secret Camera" in data
    assert b"my own remark" in data
    inspected = inspect_upload(data, LIMITS)
    assert (inspected.width, inspected.height) == (40, 60)
    for trace in (b"Exif", b"Secret Camera", b"my own remark", b"ICC_PROFILE"):
        assert trace not in inspected.data
    with Image.open(BytesIO(inspected.data)) as image:
        assert not image.getexif()
        above, below = image.convert("RGB").getpixel((20, 5)), image.convert("RGB").getpixel((20, 55))
    assert above[0] > 200 > below[0]  # the left, red half is on top now


@pytest.mark.parametrize("image_format", ["PNG", "WEBP"])
def test_text_and_profiles_in_other_formats_go_as_well(image_format: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    inspected = inspect_upload(picture(image_format, exif=exif, icc_profile=b"PROFILE" * 30), LIMITS)
    assert b"Secret Camera" not in inspected.data
    with Image.open(BytesIO(inspected.data)) as image:
        assert not image.getexif()
        assert "icc_profile" not in image.info


@pytest.mark.parametrize("image_format", ["PNG", "WEBP"])
def test_what_is_transparent_stays_so(image_format: str) -> None:
    target = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 255, 0)).save(target, format=image_format)
    with Image.open(BytesIO(inspect_upload(target.getvalue(), LIMITS).data)) as image:
        assert image.convert("RGBA").getpixel((5, 5))[3] == 0


def test_a_palette_with_a_transparent_colour_stays_transparent() -> None:
    target = BytesIO()
    Image.new("P", (10, 10), 0).save(target, format="PNG", transparency=0)
    with Image.open(BytesIO(inspect_upload(target.getvalue(), LIMITS).data)) as image:
        assert image.convert("RGBA").getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK"])
def test_unusual_colour_modes_become_usual_ones(mode: str) -> None:
    target = BytesIO()
    Image.new(mode, (10, 10), 0).save(target, format="JPEG" if mode == "CMYK" else "PNG")
    with Image.open(BytesIO(inspect_upload(target.getvalue(), LIMITS).data)) as image:
        assert image.mode in {"L", "RGB"}


def test_a_scan_in_sixteen_bits_keeps_its_greys() -> None:
    target = BytesIO()
    Image.new("I;16", (10, 10), 0x8000).save(target, format="PNG")
    with Image.open(BytesIO(inspect_upload(target.getvalue(), LIMITS).data)) as image:
        assert abs(image.convert("L").getpixel((5, 5)) - 128) <= 1


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
def test_large_pictures_become_smaller_and_keep_their_shape(image_format: str) -> None:
    inspected = inspect_upload(picture(image_format, (1000, 500)), UploadLimits(max_edge=240))
    assert (inspected.width, inspected.height) == (240, 120)


def test_a_drawing_in_few_colours_is_made_smaller_smoothly() -> None:
    stripes = Image.new("1", (960, 960), 0)
    for column in range(0, 960, 2):
        stripes.paste(1, (column, 0, column + 1, 960))
    target = BytesIO()
    stripes.save(target, format="PNG")
    with Image.open(BytesIO(inspect_upload(target.getvalue(), UploadLimits(max_edge=240)).data)) as image:
        assert 90 < image.getpixel((120, 120)) < 165  # grey, neither black nor white


def test_only_the_first_frame_of_an_animation_is_kept() -> None:
    target = BytesIO()
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "blue")]
    frames[0].save(target, format="WEBP", save_all=True, append_images=frames[1:])
    with Image.open(BytesIO(inspect_upload(target.getvalue(), LIMITS).data)) as image:
        assert image.n_frames == 1


def test_a_decompression_bomb_is_refused_before_it_is_unpacked() -> None:
    assert reason_for(picture("PNG", (400, 300), mode="1"), UploadLimits(max_pixels=100_000)) == Reason.TOO_MANY_PIXELS
    header = bytearray(picture("PNG", (16, 16)))
    header[16:24] = (50_000).to_bytes(4, "big") * 2
    header[29:33] = zlib.crc32(header[12:29]).to_bytes(4, "big")
    assert reason_for(bytes(header)) == Reason.TOO_MANY_PIXELS


def test_the_content_decides_not_the_name() -> None:
    gif = BytesIO()
    Image.new("RGB", (5, 5)).save(gif, format="GIF")
    for other in (
        gif.getvalue(),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html>",
        b"MZ\x90",
        b"\0" * 50,
    ):
        assert reason_for(other) == Reason.UNKNOWN_TYPE
    assert reason_for(b"<script>%PDF-1.7" + document()) == Reason.UNKNOWN_TYPE


def test_what_hides_behind_a_picture_is_left_behind() -> None:
    data = picture("JPEG") + b"<script>alert(1)</script>PK\x03\x04"
    assert b"script" not in inspect_upload(data, LIMITS).data


def test_empty_and_oversized_files_are_refused() -> None:
    assert reason_for(b"") == Reason.EMPTY
    assert reason_for(picture("PNG"), UploadLimits(max_bytes=10)) == Reason.TOO_LARGE


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture_is_damaged(image_format: str) -> None:
    noise = Image.frombytes("RGB", (200, 200), random.Random(1).randbytes(120_000))
    target = BytesIO()
    noise.save(target, format=image_format)
    assert reason_for(target.getvalue()[: len(target.getvalue()) // 2]) == Reason.DAMAGED


def test_a_plain_document_is_kept_as_it_came() -> None:
    data = document(pages=3)
    inspected = inspect_upload(data, LIMITS)
    assert (inspected.kind, inspected.media_type, inspected.extension) == ("pdf", "application/pdf", ".pdf")
    assert (inspected.pages, inspected.width, inspected.data) == (3, None, data)


def test_links_outlines_and_an_opening_page_are_harmless() -> None:
    def add(writer: PdfWriter) -> None:
        writer.add_outline_item(title="Chapter", page_number=0)
        writer.add_named_destination(title="Chapter", page_number=0)
        writer.root_object[NameObject("/OpenAction")] = ArrayObject(
            [writer.pages[0].indirect_reference, NameObject("/Fit")]
        )
        action = DictionaryObject(
            {
                NameObject("/S"): NameObject("/URI"),
                NameObject("/URI"): TextStringObject("https://example.org"),
            }
        )
        link = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): action})
        writer.pages[0][NameObject("/Annots")] = ArrayObject([link])

    assert inspect_upload(document(add), LIMITS).pages == 1


def test_a_font_may_be_called_anything() -> None:
    def add(writer: PdfWriter) -> None:
        fonts = DictionaryObject({NameObject("/JS"): DictionaryObject({NameObject("/Type"): NameObject("/Font")})})
        writer.pages[0][NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})

    assert inspect_upload(document(add), LIMITS).pages == 1


def _action(kind: str) -> DictionaryObject:
    return DictionaryObject({NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("calc.exe")})


def _on_opening(kind: str) -> Callable[[PdfWriter], None]:
    def add(writer: PdfWriter) -> None:
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(_action(kind))

    return add


def _on_page_turn(writer: PdfWriter) -> None:
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): _action("/URI")})


def _script_by_name(writer: PdfWriter) -> None:
    names = ArrayObject([TextStringObject("start"), writer._add_object(_action("/JavaScript"))])
    tree = DictionaryObject({NameObject("/Names"): names})
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): tree})


def _behind_a_chain_of_actions(writer: PdfWriter) -> None:
    first = _action("/GoTo")
    first[NameObject("/Next")] = ArrayObject([writer._add_object(_action("/Launch"))])
    link = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): first})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([link])


@pytest.mark.parametrize(
    "change",
    [
        _script_by_name,
        lambda writer: writer.add_attachment("virus.exe", b"MZ"),
        _on_opening("/JavaScript"),
        _on_opening("/Launch"),
        _on_opening("/SubmitForm"),
        _on_page_turn,
        _behind_a_chain_of_actions,
    ],
)
def test_a_document_that_does_something_is_refused(change: Callable[[PdfWriter], object]) -> None:
    assert reason_for(document(change)) == Reason.ACTIVE_CONTENT


def test_a_disguised_name_is_seen_through() -> None:
    data = document(_on_opening("/Launch"))
    assert b"/Launch" in data
    assert reason_for(data.replace(b"/Launch", b"/L#61unch")) == Reason.ACTIVE_CONTENT


def test_a_document_with_a_password_is_refused() -> None:
    assert reason_for(document(lambda writer: writer.encrypt("secret", algorithm="RC4-128"))) == Reason.ENCRYPTED
    assert reason_for(document(lambda writer: writer.encrypt("", "owner", algorithm="RC4-128"))) == Reason.ENCRYPTED


def test_a_document_may_have_only_so_many_pages() -> None:
    assert reason_for(document(pages=4), UploadLimits(max_pages=3)) == Reason.TOO_MANY_PAGES


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", document()[:100], document(pages=0)])
def test_half_a_document_is_damaged(data: bytes) -> None:
    assert reason_for(data) == Reason.DAMAGED


def test_a_document_that_contains_itself_is_walked_once() -> None:
    def add(writer: PdfWriter) -> None:
        loop = DictionaryObject({NameObject("/N"): NumberObject(1)})
        reference = writer._add_object(loop)
        loop[NameObject("/Self")] = reference
        writer.root_object[NameObject("/Loop")] = reference

    assert inspect_upload(document(add), LIMITS).pages == 1


@given(
    st.sampled_from([picture("JPEG"), picture("PNG"), picture("WEBP"), document()]),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=8),
)
@settings(max_examples=80, derandomize=True, deadline=None)
def test_garbage_is_taken_or_refused_but_never_breaks(data: bytes, changes: list[tuple[int, int]]) -> None:
    garbled = bytearray(data)
    for position, value in changes:
        garbled[position % len(garbled)] = value
    with suppress(UnacceptableFile):
        assert inspect_upload(bytes(garbled), LIMITS).data


def test_a_thumbnail_is_small_and_keeps_its_shape() -> None:
    with Image.open(BytesIO(thumbnail(inspect_upload(picture("JPEG", (1200, 600)), LIMITS).data))) as image:
        assert (image.format, image.size) == ("WEBP", (480, 240))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("停车位 照片.jpg", "停车位 照片.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\文件.pdf", "文件.pdf"),
        ("a\r\nSet-Cookie: x.png", "aSet-Cookie_ x.png"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        (".htaccess", "htaccess"),
        ("", "file"),
        ("...", "file"),
        ("CON.pdf", "_CON.pdf"),
        ('a<b>"c|d?.pdf', "a_b__c_d_.pdf"),
    ],
)
def test_names_for_downloading_are_made_safe(name: str, safe: str) -> None:
    assert safe_filename(name) == safe


def test_the_real_type_replaces_the_claimed_one() -> None:
    assert safe_filename("发票.html", extension=".pdf") == "发票.pdf"
    assert safe_filename("", extension=".jpg") == "file.jpg"


@given(st.text(max_size=300))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_any_name_becomes_one_that_a_disk_takes(name: str) -> None:
    safe = safe_filename(name, extension=".jpg")
    assert 5 <= len(safe) <= 60
    assert len(safe.encode()) <= 255
    assert not set(safe) & set('/\\:*?"<>|\r\n\0')
    assert not safe.startswith(".")
