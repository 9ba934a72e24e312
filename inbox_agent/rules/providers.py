"""Mail providers by their domains, with servers and the traps of each: the shape of `rules/providers.toml`."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from inbox_agent.rules.base import Strict, dashed


class Place(Strict):
    """Where a server listens."""

    host: str
    port: int = Field(ge=1, le=65535)
    security: Literal["tls", "starttls", "plain-loopback"] = "tls"


class Provider(Strict):
    """One provider: its mailboxes are known by their domain, or by where the domain's MX records point."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=dashed)

    name: str
    domains: tuple[str, ...] = ()
    mx: tuple[str, ...] = ()  #: endings of the host names in MX records, for domains of people's own
    imap: Place
    smtp: Place
    user: Literal["address", "local"] = "address"  #: what the login is
    login: Literal["password", "app-password", "oauth2"] = "password"
    files_sent: bool = False  #: whether what its SMTP server takes lies in the folder for sent mail without our help
    advice: str = ""  #: what the owner must do there first


class Providers(Strict):
    """All that are known; the first that fits counts."""

    provider: tuple[Provider, ...]

    def file_sent(self, host: str) -> bool:
        """Whether the provider of this server lays sent mail into its folder itself; a copy of ours would be a second."""
        return any(p.files_sent and host.lower() in (p.smtp.host, p.imap.host) for p in self.provider)
