"""How many partners a seller names, and who is one."""

from collections.abc import Collection, Sequence
from uuid import UUID

from everywhere.pay.merchants.types import Side
from everywhere.pay.trades.partners.types import NotAPartner, Partner, PartnerIsSeller, PartnersMalformed, TooManyPartners
from everywhere.pay.trades.settling.types import Share

NAMED_AT_ONCE_MAX = 20
PARTNERS_MAX = 1_000
Payee = tuple[UUID, Side]


def must_be_nameable(seller_id: UUID, payees: Sequence[Payee]) -> None:
    """Raise PartnersMalformed, PartnerIsSeller unless one request may name these."""
    if not 1 <= len(payees) <= NAMED_AT_ONCE_MAX:
        raise PartnersMalformed(path="receiver_list", partners_max=NAMED_AT_ONCE_MAX)
    if (seller_id, "merchant") in payees:
        raise PartnerIsSeller(path="receiver_list")


def must_have_room(count: int) -> None:
    """Raise TooManyPartners for a seller who has that many by now."""
    if count > PARTNERS_MAX:
        raise TooManyPartners(partners_max=PARTNERS_MAX)


def must_be_partners(shares: Sequence[Share], partners: Collection[Partner]) -> None:
    """Raise NotAPartner unless each share is for a partner."""
    known = {(each.payee_id, each.side) for each in partners}
    if any((each.payee_id, each.side) not in known for each in shares):
        raise NotAPartner(path="royalty_parameters")
