"""What `transact` stands on: how connections are set, and a config nobody sees before its commit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, select

from portal import config
from portal.config import Generation
from portal.db import Unsafe, check_connection, db, transact
from portal.jurisdictions.models import Jurisdiction
from portal.jurisdictions.tree import TREE, Tree
from portal.testing import factories as make


def test_connections_are_as_promised(app: Flask) -> None:
    with app.app_context():
        check_connection(db.engine)


@pytest.fixture
def careless(tmp_path: Path) -> Iterator[Engine]:
    """Return an engine nobody prepared."""
    engine = create_engine(f"sqlite:///{tmp_path}/careless.db")
    yield engine
    engine.dispose()


def test_unprepared_connection_is_noticed(careless: Engine) -> None:
    with pytest.raises(Unsafe, match="journal_mode at delete instead of wal"):
        check_connection(careless)


def _renamed(name: str) -> None:
    db.session.scalars(select(Jurisdiction)).one().names = {"en": name}
    db.session.flush()
    config.touch()


def test_change_of_configuration_is_seen_in_its_transaction_and_after_commit(app: Flask) -> None:
    seen: list[str] = []

    def work() -> None:
        _renamed("New")
        seen.append(TREE().by_slug["hongda"].names["en"])

    with app.app_context():
        make.make_place("hongda")
        transact(work)
        assert seen == ["New"]
    with app.app_context():
        assert TREE().by_slug["hongda"].names["en"] == "New"


def test_change_of_configuration_rolled_back_is_seen_by_nobody(app: Flask) -> None:
    def work() -> None:
        _renamed("Never")
        assert TREE().by_slug["hongda"].names["en"] == "Never"
        raise LookupError

    with app.app_context():
        make.make_place("hongda")
        number = config.current().generation
        with pytest.raises(LookupError):
            transact(work)
        assert TREE().by_slug["hongda"].names["en"] == "Hongda"
        transact(config.touch)  # takes the number the lost change would have had
    with app.app_context():
        assert config.current().generation == number + 1
        assert TREE().by_slug["hongda"].names["en"] == "Hongda"


def test_preview_shows_other_sections_to_this_block_only(app: Flask) -> None:
    with app.app_context():
        place = make.make_place("hongda")
        with config.preview(tree=Tree({})):
            assert place.id not in TREE().by_id
        assert place.id in TREE().by_id
        assert db.session.scalar(select(Generation.number)) == config.current().generation
