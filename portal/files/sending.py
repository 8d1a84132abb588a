"""Answer with a stored file: its own type, never an active one, and nothing a browser would run."""

from flask import Response, request, send_file

from portal.files.models import StoredFile
from portal.files.storage import path_of, thumbnail_of

POLICY = "default-src 'none'; sandbox"


def send(file: StoredFile, *, public: bool) -> Response:
    """Return the bytes of a file, or with `?small` a picture's thumbnail; the caller has checked who may see it.

    Pictures are shown, anything else is downloaded. Content never changes under a reference, so it is kept for a
    year by the browser, and by caches between when `public`.
    """
    picture = file.media_type.startswith("image/")
    small = picture and "small" in request.args
    response = send_file(
        thumbnail_of(file.digest) if small else path_of(file.digest),
        mimetype="image/webp" if small else file.media_type,
        as_attachment=not picture,
        download_name=file.name,
        etag=f"{file.digest}{'-small' if small else ''}",
        max_age=365 * 24 * 3600,
    )
    response.headers["Content-Security-Policy"] = POLICY
    if public:
        response.cache_control.public = True
    else:
        response.cache_control.private = True
    response.cache_control.immutable = True
    return response
