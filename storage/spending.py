"""What language models cost, a row a day and model, in the store's database."""

from datetime import date

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from agents.models.spending import LedgerUnavailable, Spent
from storage.sql import SqlStore
from storage.store import StoreUnavailable
from storage.tables import spending

SUMS = ("calls", "tokens_in", "tokens_out", "money")


class SqlLedger:
    """Implements `agents.models.spending.Ledger`."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def spent_on(self, day: date) -> Spent:
        try:
            return await self._store._in(lambda c: _total(c, day))
        except StoreUnavailable as error:
            raise LedgerUnavailable(str(error)) from error

    async def add(self, day: date, model: str, spent: Spent) -> Spent:
        def work(connection: Connection) -> Spent:
            _add(connection, day, model, spent)
            return _total(connection, day)

        try:
            return await self._store._in(work)
        except StoreUnavailable as error:
            raise LedgerUnavailable(str(error)) from error


def _add(connection: Connection, day: date, model: str, spent: Spent) -> None:
    """One statement, so that several processes can add to the same row."""
    row = {"day": day, "model": model, **{name: getattr(spent, name) for name in SUMS}}
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    added = {name: spending.c[name] + row[name] for name in SUMS}
    key = [spending.c.day, spending.c.model]
    connection.execute(insert(spending).values(row).on_conflict_do_update(index_elements=key, set_=added))


def _total(connection: Connection, day: date) -> Spent:
    sums = select(*(func.coalesce(func.sum(spending.c[name]), 0) for name in SUMS)).where(spending.c.day == day)
    calls, tokens_in, tokens_out, money = connection.execute(sums).one()
    return Spent(int(calls), int(tokens_in), int(tokens_out), float(money))
