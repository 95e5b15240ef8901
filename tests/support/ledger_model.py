"""The ledger as one would write it down: transfers one after another, in plain Python. What the database does must equal it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from everywhere.pay.ledger.types import Account, Code, Transfer


@dataclass
class Columns:
    """An account's four sums."""

    account: Account
    debits_pending: int = 0
    debits_posted: int = 0
    credits_pending: int = 0
    credits_posted: int = 0

    @property
    def in_bounds(self) -> bool:
        match self.account.bound:
            case "liability":
                return self.debits_pending + self.debits_posted <= self.credits_posted
            case "asset":
                return self.credits_pending + self.credits_posted <= self.debits_posted
            case _:
                return True


@dataclass
class Model:
    """Every account and every transfer that was posted."""

    accounts: dict[UUID, Columns] = field(default_factory=dict)
    closed: set[UUID] = field(default_factory=set)
    transfers: dict[UUID, Transfer] = field(default_factory=dict)
    resolved: set[UUID] = field(default_factory=set)

    def open(self, account: Account) -> None:
        self.accounts.setdefault(account.id, Columns(account))

    def post_unit(self, unit: list[Transfer], now: datetime) -> list[Code]:
        """All of the unit, or nothing of it."""
        before = (
            {key: replace(columns) for key, columns in self.accounts.items()},
            dict(self.transfers),
            set(self.resolved),
        )
        codes: list[Code] = []
        for transfer in unit:
            code = self._post(transfer, now)
            if code in ("ok", "exists") and codes and codes[0] != code:
                code = "chain_differs"
            if code not in ("ok", "exists"):
                self.accounts, self.transfers, self.resolved = before
                done = [("chain_failed" if earlier == "ok" else earlier) for earlier in codes]
                return [*done, code, *["chain_failed"] * (len(unit) - len(codes) - 1)]
            codes.append(code)
        return codes

    def _post(self, transfer: Transfer, now: datetime) -> Code:
        known = self.transfers.get(transfer.id)
        if known is not None:
            return "exists" if known.input_hash == transfer.input_hash else "exists_different"
        code = self._resolve(transfer, now) if transfer.pending_id is not None else self._move(transfer)
        if code == "ok":
            self.transfers[transfer.id] = transfer
        return code

    def _move(self, transfer: Transfer) -> Code:
        debit, credit, amount = self.accounts.get(transfer.debit_id), self.accounts.get(transfer.credit_id), transfer.amount
        if debit is None or credit is None:
            return "account_missing"
        if self.closed & {transfer.debit_id, transfer.credit_id}:
            return "account_closed"
        if {debit.account.currency, credit.account.currency} != {amount.currency}:
            return "currency_differs"
        if transfer.kind == "pending":
            debit.debits_pending += amount.minor
            credit.credits_pending += amount.minor
        else:
            debit.debits_posted += amount.minor
            credit.credits_posted += amount.minor
        if debit.in_bounds and credit.in_bounds:
            return "ok"
        if transfer.kind == "pending":
            debit.debits_pending -= amount.minor
            credit.credits_pending -= amount.minor
        else:
            debit.debits_posted -= amount.minor
            credit.credits_posted -= amount.minor
        return "insufficient_funds"

    def _resolve(self, transfer: Transfer, now: datetime) -> Code:
        pending = self.transfers.get(transfer.pending_id)
        if pending is None or pending.kind != "pending":
            return "pending_missing"
        if pending.id in self.resolved:
            return "pending_resolved"
        part = 0 if transfer.kind == "void" else (transfer.amount or pending.amount).minor
        if transfer.kind == "post":
            if pending.expires_at is not None and pending.expires_at <= now:
                return "pending_expired"
            if transfer.amount is not None and transfer.amount.currency != pending.amount.currency:
                return "currency_differs"
            if part > pending.amount.minor:
                return "pending_exceeded"
        debit, credit = self.accounts[pending.debit_id], self.accounts[pending.credit_id]
        debit.debits_pending -= pending.amount.minor
        credit.credits_pending -= pending.amount.minor
        debit.debits_posted += part
        credit.credits_posted += part
        self.resolved.add(pending.id)
        return "ok"
