"""`service`: a systemd unit or a compose file for this machine and configuration, to be read before it is used."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from inbox_agent.errors import WrongUse
from inbox_agent.front.cli.options import config_path

UNIT = """\
# inbox-agent, as a service of one user. Save it as ~/.config/systemd/user/inbox-agent.service, then:
#   systemctl --user daemon-reload && systemctl --user enable --now inbox-agent
#   loginctl enable-linger "$USER"        # so that it runs without a login
[Unit]
Description=inbox-agent, an assistant for mentorship by mail
After=network-online.target
Wants=network-online.target

[Service]
Type=notify
ExecStart={program} run
Environment=INBOX_AGENT_CONFIG={config}
# The watchdog is fed only while the mailbox is read; then the agent is started anew.
WatchdogSec=180
Restart=on-failure
RestartSec=30
# 2 is a fault of the configuration, 4 a refusal: starting again would not help.
RestartPreventExitStatus=2 4
TimeoutStopSec=60
# A mail that eats memory is tried in a process of its own: when that one is ended, the agent goes on.
OOMPolicy=continue
UMask=0077
NoNewPrivileges=true
PrivateTmp=true
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={data}
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
LockPersonality=true
RestrictRealtime=true
SystemCallArchitectures=native

[Install]
WantedBy=default.target
"""

COMPOSE = """\
# inbox-agent in a container. Save as compose.yaml in a checkout of the project, with a folder config/ that holds config.toml
# and a file mailbox_password (chmod 600), then: docker compose up -d
# In config.toml set [page] host = "0.0.0.0" only with TLS; otherwise reach the page with:
#   docker compose exec agent inbox-agent serve --link
services:
  agent:
    build:
      context: .
      dockerfile_inline: |
        FROM python:3.13-slim
        COPY . /source
        RUN pip install --no-cache-dir /source && rm -rf /source && useradd --uid 10001 --create-home agent
        USER agent
        ENV INBOX_AGENT_CONFIG=/config/config.toml XDG_DATA_HOME=/data
        ENTRYPOINT ["inbox-agent"]
        CMD ["run"]
    user: "10001:10001"
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    tmpfs: [/tmp]
    volumes:
      - ./config:/config:ro
      - data:/data
    secrets: [mailbox_password]
    restart: unless-stopped
    healthcheck:
      test: ["CMD", "inbox-agent", "health"]
      interval: 1m
      start_period: 2m
# In config.toml: password_file = "/run/secrets/mailbox_password"
secrets:
  mailbox_password:
    file: ./mailbox_password
volumes:
  data:
"""


@click.command()
@click.option("--systemd", "which", flag_value="systemd", help="A unit for systemd.")
@click.option("--compose", "which", flag_value="compose", help="A compose file with its image.")
@click.option("--config", "config", metavar="FILE", help="The configuration that the service uses.")
def service(which: str | None, config: str | None) -> None:
    """Print a systemd unit or a compose file; nothing is installed by this."""
    from platformdirs import user_data_path  # noqa: PLC0415

    if which is None:
        raise WrongUse("Which kind of service?", "Say --systemd or --compose.")
    if which == "compose":
        click.echo(COMPOSE, nl=False)
        return
    values = {
        "program": Path(sys.argv[0]).resolve() if Path(sys.argv[0]).name == "inbox-agent" else "inbox-agent",
        "config": config_path(config).resolve(),
        "data": user_data_path("inbox-agent"),
    }
    click.echo(UNIT.format_map({name: _quoted(str(value)) for name, value in values.items()}), nl=False)


def _quoted(path: str) -> str:
    """A path in a unit file: percent signs are specifiers there (systemd.unit(5)), and blanks end a word."""
    path = path.replace("%", "%%")
    return f'"{path}"' if " " in path else path
