"""What apps send about the money of escrowed trades, and what they are told."""

import msgspec

from everywhere.pay.openapi.wire.types import Answer, Asked


class ConfirmExtend(msgspec.Struct, frozen=True):
    """`royalty_freeze`: keep it frozen for shares."""

    royalty_freeze: str = ""


class ConfirmAsked(Asked, frozen=True):
    """That the seller has done their part."""

    trade_no: str = ""
    out_request_no: str = ""
    extend_params: ConfirmExtend = ConfirmExtend()


class ConfirmAnswer(Answer, frozen=True):
    """How much was released."""

    trade_no: str
    out_request_no: str
    settle_amount: str


class Royalty(msgspec.Struct, frozen=True):
    """A share for somebody, by number; or by how they sign in (`loginName`) and their name."""

    trans_in: str = ""
    trans_in_type: str = ""
    trans_in_name: str = ""
    trans_out: str = ""
    amount: str = ""
    desc: str = ""


class SettleExtend(msgspec.Struct, frozen=True):
    """`royalty_finish`: nothing more is shared, so the rest is the seller's."""

    royalty_finish: str = ""


class SettleAsked(Asked, frozen=True):
    """Shares of a trade."""

    trade_no: str = ""
    out_request_no: str = ""
    royalty_parameters: list[Royalty] = msgspec.field(default_factory=list)
    extend_params: SettleExtend = SettleExtend()
    operator_id: str = ""


class SettleAnswer(Answer, frozen=True):
    """The number of what was shared."""

    trade_no: str
    settle_no: str


class SettleQueryAsked(Asked, frozen=True):
    """What was shared: by its number, or by the trade and the app's number."""

    settle_no: str = ""
    trade_no: str = ""
    out_request_no: str = ""


class RoyaltyDetail(msgspec.Struct, frozen=True):
    """One share that was given."""

    operation_type: str
    execute_dt: str
    trans_out: str
    trans_in: str
    amount: str
    state: str


class SettleQueryAnswer(Answer, frozen=True):
    """What was shared."""

    out_request_no: str
    operation_dt: str
    royalty_detail_list: list[RoyaltyDetail] = msgspec.field(default_factory=list)
