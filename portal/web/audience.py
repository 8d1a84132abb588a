"""Whom a request is answered: people get pages and have a session cookie, programs get JSON and send a token."""

from flask import request

API = "/api/"
"""The page for people who write programs; everything below it is for the programs."""


def is_program() -> bool:
    """Tell whether this request is one of the API's."""
    return request.path.startswith(API) and request.path != API
