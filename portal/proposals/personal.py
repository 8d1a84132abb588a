"""What a person proposed and said: told in their export; with their erasure the record stands without them."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, or_, select, update

from portal.db import db
from portal.erased import EMPTIED
from portal.files.models import StoredFile
from portal.plugin.contributions import ErasedPerson, OwnFile, PersonalData
from portal.proposals.attachments import remove, remove_all
from portal.proposals.models import Attachment, Comment, Follow, Merge, Proposal, StageRun, Support
from portal.search import services as search
from portal.search.models import SearchEntry

REDACTED = ("title", "body", "where", "together_as")
"""What of a proposal stays on record, without the traces of whoever made it."""


def export_person(person_id: int) -> Sequence[PersonalData]:
    """Return somebody's proposals, comments and support, with the files they uploaded."""
    own = select(
        Proposal.number,
        Proposal.title,
        Proposal.body,
        Proposal.where,
        Proposal.private_note,
        Proposal.state,
        Proposal.created_at,
        Proposal.submitted_at,
        Proposal.rating,
        Proposal.rating_words,
    ).where(Proposal.proposer_id == person_id)
    comments = (
        select(Proposal.number, Comment.body, Comment.at)
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .where(Comment.person_id == person_id)
    )
    supports = (
        select(Proposal.number, Proposal.title, Support.at)
        .join(Proposal, Proposal.id == Support.proposal_id)
        .where(Support.person_id == person_id)
    )
    follows = (
        select(Proposal.number, Proposal.title, Follow.at)
        .join(Proposal, Proposal.id == Follow.proposal_id)
        .where(Follow.person_id == person_id)
    )
    uploads = db.session.execute(
        select(StoredFile.id, StoredFile.name, StoredFile.size, StoredFile.uploaded_at, StoredFile.digest).where(
            StoredFile.uploaded_by_id == person_id
        )
    ).all()
    matter = {"number": _("Number"), "title": _("Title"), "at": _("When")}
    return [
        PersonalData.of(
            "proposals",
            _("My proposals"),
            {
                "number": _("Number"),
                "title": _("Title"),
                "body": _("Text"),
                "where": _("Where"),
                "private_note": _("For staff alone"),
                "state": _("State"),
                "created_at": _("Made"),
                "submitted_at": _("Submitted"),
                "rating": _("Rating"),
                "rating_words": _("Words"),
            },
            db.session.execute(own).all(),
        ),
        PersonalData.of(
            "comments",
            _("My comments"),
            {"number": _("Number"), "body": _("Text"), "at": _("When")},
            db.session.execute(comments).all(),
        ),
        PersonalData.of("supports", _("What I support"), matter, db.session.execute(supports).all()),
        PersonalData.of("follows", _("What I follow"), matter, db.session.execute(follows).all()),
        PersonalData(
            "files",
            _("Files I uploaded"),
            {"name": _("Name"), "size": _("Size in bytes"), "uploaded_at": _("When")},
            [{"name": f"{row.id}-{row.name}", "size": row.size, "uploaded_at": row.uploaded_at} for row in uploads],
            [OwnFile(f"{row.id}-{row.name}", row.digest) for row in uploads],
        ),
    ]


def erase_person(person: ErasedPerson) -> None:
    """Delete drafts, take own words away, and let proposals stand without the traces of whoever made them."""
    who = person.person_id
    db.session.execute(delete(Follow).where(Follow.person_id == who))
    db.session.execute(update(Comment).where(Comment.person_id == who).values(body=EMPTIED))
    _delete_drafts(who)
    for row in db.session.scalars(select(Proposal).where(Proposal.proposer_id == who).with_for_update()).all():
        _redact(row, person)
    _forget_file_names(who)


def _redact(row: Proposal, person: ErasedPerson) -> None:
    for name in REDACTED:
        setattr(row, name, person.without(getattr(row, name)))
    row.private_note = ""
    row.rating_words = EMPTIED if row.rating_words else ""
    indexed = select(SearchEntry.id).where(SearchEntry.kind == "proposal", SearchEntry.subject_id == row.id)
    if row.number and db.session.scalar(indexed) is not None:
        search.index("proposal", row.id, row.title, row.body, row.where, row.together_as, row.number)
    for attachment in db.session.scalars(select(Attachment).where(Attachment.proposal_id == row.id)).all():
        attachment.caption = person.without(attachment.caption)
        if attachment.private:
            remove(row.id, attachment.id)
    for merge in db.session.scalars(select(Merge).where(or_(Merge.source_id == row.id, Merge.target_id == row.id))):
        merge.reason, merge.undone_reason = person.without(merge.reason), person.without(merge.undone_reason)
    for run in db.session.scalars(select(StageRun).where(StageRun.proposal_id == row.id)):
        own = person.person_id in (run.by_id, run.for_id)
        if own:
            run.reason, run.kept = EMPTIED if run.reason else "", {}
        else:
            run.reason = person.without(run.reason)
            run.kept = {name: _without(value, person) for name, value in run.kept.items()}


def _without(value: object, person: ErasedPerson) -> object:
    if isinstance(value, str):
        return person.without(value)
    return [_without(part, person) for part in value] if isinstance(value, list) else value


def _delete_drafts(who: int) -> None:
    drafts = select(Proposal).where(
        or_(Proposal.proposer_id == who, Proposal.entered_by_id == who), Proposal.number.is_(None)
    )
    for draft in db.session.scalars(drafts).all():
        remove_all(draft.id)
        db.session.delete(draft)
    db.session.flush()


def _forget_file_names(who: int) -> None:
    """Let files that stay with a record keep no name of their owner's making."""
    for row in db.session.scalars(select(StoredFile).where(StoredFile.uploaded_by_id == who)):
        row.name = f"{row.id}.{row.media_type.rpartition('/')[2]}"
    db.session.flush()
