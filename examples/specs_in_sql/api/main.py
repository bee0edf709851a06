"""The shop's API, and the page: `uvicorn api.main:shop --factory`. What it takes is what the generated models take."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel
from sqlalchemy import insert, select

from .database import open_database, records
from .generated.records import Record

PAGE = Path(__file__).parent.parent / "web/dist"


class Saved(BaseModel):
    """A record as it was saved, which may have been under an earlier specification."""

    id: str
    data: dict[str, Any]


def shop() -> FastAPI:
    """The application."""
    database = open_database()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        database.dispose()

    app = FastAPI(title="Shop", lifespan=lifespan)

    @app.get("/api/records")
    def list_records() -> list[Saved]:
        query = select(records.c.id, records.c.data).order_by(records.c.saved_at.desc())
        with database.begin() as connection:
            return [
                Saved(id=row.id, data=row.data) for row in connection.execute(query)
            ]

    @app.post("/api/records", status_code=201)
    def save_record(record: Record) -> Saved:
        saved = Saved(id=str(uuid4()), data=record.model_dump(mode="json"))
        with database.begin() as connection:
            connection.execute(insert(records), saved.model_dump())
        return saved

    if PAGE.is_dir():
        app.mount("/", StaticFiles(directory=PAGE, html=True))
    return app
