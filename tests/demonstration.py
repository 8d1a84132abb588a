"""The demonstration as a database that tests copy, built once for a run."""

from pathlib import Path
from tempfile import TemporaryDirectory

from portal.demo.build import build_demo
from portal.installing import install
from portal.testing.databases import Template
from portal.testing.fixtures import portal_on


def _build(url: str) -> None:
    with TemporaryDirectory() as folder, portal_on(url, Path(folder)) as app, app.app_context():
        install()
        build_demo()


DEMO = Template("demo", _build)
