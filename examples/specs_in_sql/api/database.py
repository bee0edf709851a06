"""Where the shop keeps everything: in SQLite without a server, or in PostgreSQL."""

from __future__ import annotations

import os

import sqlalchemy as sa

URL = "sqlite:///files/specs.db"

records = sa.table(
    "records", sa.column("id"), sa.column("data", sa.JSON), sa.column("saved_at")
)


def open_database() -> sa.Engine:
    """The database that SHOP_DATABASE names; a password is in SPECS_PASSWORD, as for `dipeo run`."""
    address = sa.make_url(os.environ.get("SHOP_DATABASE", URL))
    if address.drivername == "postgresql":
        password = os.environ.get("SPECS_PASSWORD")
        address = address.set(drivername="postgresql+psycopg", password=password)
    return sa.create_engine(address)
