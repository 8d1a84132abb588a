"""More than the portal takes at once: the browser that sends it reads why, instead of a broken connection."""

from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from portal.files.receiving import MOST_BYTES_AT_ONCE
from portal.testing.live import serving

PIECE = bytes(1024 * 1024)


def test_a_browser_that_sends_too_much_is_told_so(database_url: str, tmp_path: Path) -> None:
    pieces = MOST_BYTES_AT_ONCE // len(PIECE) + 10
    with serving(database_url, tmp_path) as server:
        to = urlsplit(server.url)
        connection = HTTPConnection(to.hostname or "", to.port, timeout=60)
        headers = {
            "Content-Type": "multipart/form-data; boundary=x",
            "Content-Length": str(pieces * len(PIECE)),
            "Accept-Language": "en",
        }
        connection.request("POST", "/sign-in", body=(PIECE for _ in range(pieces)), headers=headers)
        answer = connection.getresponse()
        assert answer.status == 413
        assert "Please choose smaller files." in answer.read().decode()
        connection.close()
