"""What people upload is judged by its content; pictures are redrawn, so that nothing hidden comes along."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from PIL import Image, ImageOps

if TYPE_CHECKING:
    from pypdf import PdfReader


class Reason(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN_TYPE = "unknown_type"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    ACTIVE_CONTENT = "active_content"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_PAGES = "too_many_pages"


class UnacceptableFile(Exception):
    """A file that the portal does not take, and the reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """How much one file may be: its bytes, a picture's pixels as sent, a document's pages.

    max_edge: pictures are made smaller until their longer edge has at most this many pixels.
    """

    max_bytes: int = 15 * 1024 * 1024
    max_pixels: int = 60_000_000
    max_pages: int = 60
    max_edge: int = 2400


@dataclass(frozen=True, slots=True)
class InspectedFile:
    """A file that may be kept and shown. `data` is what to keep: of a picture, a fresh copy.

    extension: with its dot. width, height: pixels, of pictures only. pages: of documents only.
    """

    kind: Literal["image", "pdf"]
    media_type: str
    extension: str
    data: bytes
    width: int | None = None
    height: int | None = None
    pages: int | None = None


#: Pillow's name of a format: its media type, its extension, how it is written.
_IMAGES: dict[str, tuple[str, str, dict[str, int | bool]]] = {
    "JPEG": ("image/jpeg", ".jpg", {"quality": 85, "optimize": True, "progressive": True}),
    "PNG": ("image/png", ".png", {"optimize": True}),
    "WEBP": ("image/webp", ".webp", {"quality": 85, "method": 4}),
}
_PICTURE = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF....WEBP", re.DOTALL)
_THUMBNAIL_EDGE = 480
_MAX_NAME = 60  # characters, extension included; in any script this fits every file system

#: Dictionary keys under which a PDF keeps what a viewer may run or unpack …
_ACTIVE_KEYS = {"/JavaScript", "/JS", "/AA", "/EmbeddedFiles", "/EmbeddedFile", "/EF", "/Launch", "/XFA"}
#: … and the types (/S, /Type, /Subtype) of objects that do so.
_ACTIVE_TYPES = {
    "/JavaScript", "/Launch", "/EmbeddedFile", "/SubmitForm", "/ImportData", "/GoToE",
    "/Rendition", "/RichMedia", "/RichMediaExecute", "/Movie", "/Sound", "/3D", "/FileAttachment",
}  # fmt: skip
#: Fonts, pictures and tagged structure hold nothing that runs, many objects, and names the author chooses.
_INERT_KEYS = {"/Resources", "/StructTreeRoot"}
_MAX_PDF_OBJECTS = 100_000


def inspect_upload(data: bytes, limits: UploadLimits) -> InspectedFile:
    """Take a JPEG, PNG, WebP or PDF, whatever it was called, or say why not.

    Pictures are decoded, turned upright, made smaller where needed and written again in their own format,
    without any metadata (rule 5: a photo's place stays with the photographer); of an animation the first
    frame is kept. A PDF is kept as it came, if it opens without a password and carries nothing active.
    Raises UnacceptableFile.
    """
    if not data:
        raise UnacceptableFile(Reason.EMPTY)
    if len(data) > limits.max_bytes:
        raise UnacceptableFile(Reason.TOO_LARGE)
    try:
        if data.startswith(b"%PDF-"):
            return _inspect_pdf(data, limits)
        if _PICTURE.match(data):
            return _inspect_image(data, limits)
    except UnacceptableFile:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnacceptableFile(Reason.TOO_MANY_PIXELS) from error
    except Exception as error:  # parsers fed with garbage raise whatever they trip over
        raise UnacceptableFile(Reason.DAMAGED) from error
    raise UnacceptableFile(Reason.UNKNOWN_TYPE)


def thumbnail(data: bytes) -> bytes:
    """A small WebP, 480 pixels at its longer edge, of a picture that `inspect_upload` returned."""
    with Image.open(BytesIO(data), formats=list(_IMAGES)) as image:
        return _written(_redrawn(image, _THUMBNAIL_EDGE), "WEBP")


def safe_filename(name: str, *, extension: str = "") -> str:
    """A name to offer for downloading: no folders, no control or direction characters, Chinese kept.

    extension: what the content really is, such as ".jpg"; takes the place of the name's own.
    """
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    name = "".join(char for char in name if unicodedata.category(char)[0] not in "CZ" or char == " ")
    name = re.sub(r'[<>:"|?*]', "_", name).strip(" .")
    own = PurePath(name).suffix
    stem = name.removesuffix(own).strip(" .") or "file"
    suffix = extension or (own if len(own) <= 10 else "")
    if re.fullmatch(r"(?i)con|prn|aux|nul|com\d|lpt\d", stem.partition(".")[0]):  # devices on Windows
        stem = f"_{stem}"
    return stem[: _MAX_NAME - len(suffix)].rstrip(" .") + suffix


def _inspect_image(data: bytes, limits: UploadLimits) -> InspectedFile:
    with Image.open(BytesIO(data), formats=list(_IMAGES)) as image:
        if image.width * image.height > limits.max_pixels:
            raise UnacceptableFile(Reason.TOO_MANY_PIXELS)
        image_format = image.format or ""
        redrawn = _redrawn(image, limits.max_edge)
    media_type, extension, _ = _IMAGES[image_format]
    written = _written(redrawn, image_format)
    return InspectedFile("image", media_type, extension, written, width=redrawn.width, height=redrawn.height)


def _redrawn(image: Image.Image, max_edge: int) -> Image.Image:
    """The bare pixels, upright, at most so large, in a mode that every browser shows."""
    image.draft(None, (2 * max_edge, 2 * max_edge))  # a large JPEG is decoded at a fraction of its size
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I;16"):  # Pillow's own conversion turns all but the darkest greys white
        plain = upright.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif upright.has_transparency_data:
        plain = upright.convert("RGBA")
    else:
        plain = upright.convert("L" if upright.mode in {"1", "L"} else "RGB")
    plain.thumbnail((max_edge, max_edge))
    plain.info = {}  # else Pillow copies comment and colour profile into the new file
    return plain


def _written(image: Image.Image, image_format: str) -> bytes:
    target = BytesIO()
    image.save(target, format=image_format, **_IMAGES[image_format][2])
    return target.getvalue()


def _inspect_pdf(data: bytes, limits: UploadLimits) -> InspectedFile:
    from pypdf import PdfReader  # noqa: PLC0415  # a tenth of the time to start, for something asked once a day

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted:
        raise UnacceptableFile(Reason.ENCRYPTED)
    pages = len(reader.pages)
    if pages > limits.max_pages:
        raise UnacceptableFile(Reason.TOO_MANY_PAGES)
    if pages == 0:
        raise UnacceptableFile(Reason.DAMAGED)
    _refuse_active_content(reader)
    return InspectedFile("pdf", "application/pdf", ".pdf", data, pages=pages)


def _refuse_active_content(reader: "PdfReader") -> None:
    """Walk everything a viewer can reach from the document's root."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject  # noqa: PLC0415  # as above

    pending: list[object] = [reader.trailer["/Root"]]
    seen: set[int] = set()
    while pending:
        item = pending.pop()
        if isinstance(item, IndirectObject):
            if item.idnum in seen:
                continue
            seen.add(item.idnum)
            if len(seen) > _MAX_PDF_OBJECTS:
                raise UnacceptableFile(Reason.DAMAGED)
            item = item.get_object()
        if isinstance(item, DictionaryObject):
            types = {item.raw_get(key) for key in ("/S", "/Type", "/Subtype") if isinstance(item.get(key), str)}
            if not _ACTIVE_KEYS.isdisjoint(item) or not _ACTIVE_TYPES.isdisjoint(types):
                raise UnacceptableFile(Reason.ACTIVE_CONTENT)
            pending.extend(item.raw_get(key) for key in item if key not in _INERT_KEYS)
        elif isinstance(item, ArrayObject):
            pending.extend(list.__iter__(item))
