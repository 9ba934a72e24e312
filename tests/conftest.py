"""The fixtures that tests of all floors share: real servers on loopback (`servers/`), started when first asked for."""

pytest_plugins = [
    "servers.certificates",
    "servers.issuer",
    "servers.dovecot",
    "servers.postfix",
    "servers.postgresql",
    "faults.shim",
    "servers.chromium",
]
