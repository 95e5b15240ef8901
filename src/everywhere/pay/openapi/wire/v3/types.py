"""The V3 request's own words: who calls, and what its signature covers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Authorization:
    """The header of that name, taken apart; `said` is what of it is signed."""

    said: str
    app_id: str
    app_cert_sn: str
    nonce: str
    timestamp: str
    signature: str
