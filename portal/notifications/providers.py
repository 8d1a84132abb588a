"""Who carries mail and SMS out of the house."""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid, parseaddr
from typing import Protocol
from urllib.parse import unquote, urlsplit

import click
from flask import Flask, current_app

from portal.plugin.contributions import Undeliverable
from portal.settings import PREFIX, BadSettings, Settings

MAIL = "mail"
SMS = "sms"
TIMEOUT_SECONDS = 20
FOR_GOOD, FULL = 500, "5.2.2"
"""Answers of a mail server from here on won't change by trying again, save that a full mailbox may be emptied."""
_PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True)
class Message:
    """What is sent to one address. An SMS has no subject; `html`, `headers` and the reference `ref` are a mail's."""

    address: str
    subject: str
    body: str
    html: str = ""
    ref: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Undeliverable):
    """The address was refused for good: nothing more should be sent there."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(reason)
        self.address = address
        self.reason = reason


class Provider(Protocol):
    """Sends one message, or raises; the outbox tries again later."""

    def send(self, message: Message) -> None:
        """Hand the message over. Raises whatever kept it from being accepted; `Refused` for a dead address."""


@dataclass(frozen=True)
class Console:
    """Prints what would be sent: for the demo, and for trying things out."""

    medium: str

    def send(self, message: Message) -> None:
        """Print the message."""
        click.echo(f"--- {self.medium} to {message.address}\n{message.subject}\n{message.body}\n---")


@dataclass(frozen=True)
class Smtp:
    """Hands mail to a server: `smtp://user:password@host:587`, `smtps://` for one that speaks TLS at once."""

    url: str
    sender: str

    def send(self, message: Message) -> None:
        """Send the message, over TLS wherever the server offers it. Raises `Refused` or `Undeliverable` for good."""
        try:
            self._hand_over(self._mail(message))
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = refused.recipients[message.address]
            reason = f"{code} {said.decode('utf-8', 'replace')}"
            if code >= FOR_GOOD and FULL not in reason:
                raise Refused(message.address, reason) from refused
            raise ConnectionError(reason) from refused
        except smtplib.SMTPDataError as refused:
            reason = f"{refused.smtp_code} {refused.smtp_error!r}"
            if refused.smtp_code >= FOR_GOOD:
                raise Undeliverable(reason) from refused
            raise ConnectionError(reason) from refused

    def _mail(self, message: Message) -> EmailMessage:
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"], mail["Subject"] = self.sender, message.address, message.subject
        domain = parseaddr(self.sender)[1].rpartition("@")[2] or "localhost"
        mail["Message-ID"] = f"<{message.ref}@{domain}>" if message.ref else make_msgid(domain=domain)
        mail["Auto-Submitted"] = "auto-generated"
        for name, value in message.headers.items():
            mail[name] = value
        mail.set_content(message.body)
        if message.html:
            mail.add_alternative(message.html, subtype="html")
        return mail

    def _hand_over(self, mail: EmailMessage) -> None:
        parts = urlsplit(self.url)
        where = (parts.hostname or "localhost", parts.port or _PORTS[parts.scheme])
        with _connected(parts.scheme, *where) as server:
            if parts.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(mail)


def _connected(scheme: str, host: str, port: int) -> smtplib.SMTP:
    if scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    server.ehlo()
    return server


def init_app(app: Flask) -> None:
    """Choose the providers the settings name. Raises `BadSettings` for one there isn't."""
    settings: Settings = app.extensions["portal.settings"]
    app.extensions["portal.providers"] = {MAIL: _mail(settings), SMS: _sms(settings)}


def provider(medium: str) -> Provider:
    """Return the application's provider for mail or SMS."""
    found: Provider = current_app.extensions["portal.providers"][medium]
    return found


def _mail(settings: Settings) -> Provider:
    scheme = urlsplit(settings.mail_url).scheme
    if scheme == "console":
        return Console(MAIL)
    if scheme in _PORTS:
        return Smtp(settings.mail_url, settings.mail_from)
    raise BadSettings(f"{PREFIX}MAIL_URL must begin with smtp://, smtps:// or console:.")


def _sms(settings: Settings) -> Provider:
    if settings.sms_provider == "console":
        return Console(SMS)
    raise BadSettings(f"{PREFIX}SMS_PROVIDER knows console only, not {settings.sms_provider!r}.")
