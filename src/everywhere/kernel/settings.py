"""What an operator can set: environment variables that begin with EVERYWHERE_."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting, its default and its meaning; `docs/operating/settings.md` is written from here."""

    model_config = SettingsConfigDict(env_prefix="EVERYWHERE_", frozen=True)

    host: str = Field(default="127.0.0.1", description="Address to serve on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to serve on.")
    data: Path = Field(default=Path("var"), description="The data folder: embedded database, secrets, backups.")
    secret_key: SecretStr | None = Field(
        default=None,
        description="The installation's secret, 32 characters or more, the same on every server; without it a file in the data folder.",
    )
    database_url: str | None = Field(
        default=None, description="PostgreSQL 15–18 to use; without it the embedded one runs in the data folder."
    )
    database_pool_max: int = Field(
        default=16, ge=2, le=200, description="Most database connections that one process opens for requests."
    )
    read_database_url: str | None = Field(
        default=None, description="A streaming replica of the database; requests that only read are answered from it."
    )
    read_stale_max_s: float = Field(
        default=2.0,
        ge=0.2,
        le=60,
        description="Oldest that an answer of the replica may be, in seconds; beyond it the primary answers.",
    )
    ledger_shards: int | None = Field(
        default=None,
        ge=1,
        le=1024,
        description="In how many shards a new ledger is laid out: 1 (the default) on one machine, 64 for a cluster. It stays.",
    )
    demo: bool = Field(default=False, description="1: demo data, the sign-in code 000000, and wallet top-ups from nothing.")
    emulator: bool = Field(
        default=False,
        description="1: an emulator for integrators of the Open API, which also notifies addresses in private networks.",
    )
    notification_speed: float = Field(
        default=1.0,
        gt=0,
        le=100_000,
        description="How many times faster than Alipay's schedule notifications of the Open API are repeated.",
    )
    demo_data: bool = Field(default=True, description="0: a demo that starts empty, without its generated people.")
    public_url: str = Field(
        default="http://127.0.0.1:8000", description="Where people reach this installation; passkeys and cookies belong to it."
    )
    worker: bool = Field(default=True, description="0: `serve` runs no background work; start `everywhere worker` beside it.")
    notify_urls: str = Field(
        default="", description="Apprise URLs for one-time codes, comma separated; {phone} and {email} are filled in."
    )
    push_hosts: str = Field(
        default="fcm.googleapis.com,*.push.apple.com,*.push.services.mozilla.com,*.notify.windows.com",
        description="Hosts of the push services that are called, comma separated; * stands for any part of a name.",
    )
    wave_interval_s: float = Field(default=20.0, gt=0, description="Seconds between two rings of an instant wave.")
    pay_guard: bool = Field(
        default=True,
        description="0: payments to merchants are neither limited nor judged, nor confirmed by password, as in an emulator.",
    )
    custody: Literal["closed", "provider", "licensed"] = Field(
        default="closed",
        description="Whose money it is: closed (play money or credits, no provider), provider (a provider keeps it), licensed (you may).",
    )
    stripe_key: SecretStr | None = Field(
        default=None, description="Secret key of your Stripe platform; with it people pay in and are paid out."
    )
    stripe_webhook_secret: SecretStr | None = Field(default=None, description="Signing secret of your webhook at Stripe.")
    stripe_url: str = Field(default="https://api.stripe.com", description="Where Stripe answers.")
    alipay_app_id: str = Field(default="", description="Your app at Alipay; with it people pay in and are paid out by Alipay.")
    alipay_key_file: Path | None = Field(default=None, description="The private key of that app, PEM.")
    alipay_public_key_file: Path | None = Field(default=None, description="The public key by which Alipay signs for that app.")
    alipay_app_cert_file: Path | None = Field(
        default=None, description="The certificate of that app, for certificate mode, in which Alipay pays people out."
    )
    alipay_cert_file: Path | None = Field(
        default=None, description="Alipay's certificate for that app; it stands for the public key."
    )
    alipay_root_cert_file: Path | None = Field(default=None, description="Alipay's root certificates, in one file.")
    alipay_gateway: str = Field(default="https://openapi.alipay.com/gateway.do", description="Where Alipay answers.")
    alipay_fee_bps: int = Field(
        default=60, ge=0, le=1000, description="What Alipay keeps of a payment by your contract, in ten-thousandths."
    )
    cash_desk: bool = Field(default=False, description="1: operators take cash in for wallets and hand it out.")
    matching: Literal["nearest", "waves", "batch"] = Field(
        default="waves",
        description="Whom each ring asks: the nearest; the best; or the best for all needs posted within one interval together.",
    )
    trusted_proxies: str = Field(
        default="127.0.0.1,::1",
        description="Addresses and networks of your proxies, comma separated: only from them is X-Forwarded-For believed. * for all.",
    )
    requests_per_minute: int = Field(default=1200, ge=1, description="Most requests a minute with one token to one process.")
    requests_per_minute_unsigned: int = Field(
        default=6000, ge=1, description="Most requests a minute from one address without a token; a whole campus may share one."
    )
    gateway_requests_per_minute: int = Field(
        default=60_000, ge=1, description="Most requests a minute from one address to the Open API of one process."
    )
    requests_in_flight_max: int = Field(
        default=256, ge=1, description="Most requests that one process works on at once; the next are told to come back."
    )
    body_max_bytes: int = Field(default=12_000_000, ge=1000, description="Largest request body that is read.")
    map_style: str = Field(
        default="", description="Address of a MapLibre style that replaces the map of Shanghai that ships with the product."
    )
    map_gcj02: bool = Field(
        default=False, description="1: that map is drawn in GCJ-02, as maps of China are; the app shifts its marks."
    )
    mini_url: str = Field(
        default="",
        description="Where the frames of mini-programs come from, like https://{app_id}.apps.example.org, a wildcard domain of their own; "
        "without it below localhost, and nowhere if people reach this installation by another name.",
    )
    log_json: bool = Field(default=False, description="1: logs as JSON lines.")

    @property
    def public_host(self) -> str:
        """The host name of `public_url`, which is the passkeys' relying party."""
        return self.public_url.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]

    @property
    def is_tls(self) -> bool:
        """Whether people reach this installation by https, so that cookies may demand it."""
        return self.public_url.startswith("https://")
