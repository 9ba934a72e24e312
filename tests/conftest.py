"""The fixtures that tests of all floors share: real servers on loopback (`servers/`)
and a demo that has been played, each started when first asked for."""

from hypothesis import settings

#: No example has a time limit: on a busy machine any of them may take long, and speed is measured in `bench/`.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
#: `pytest --hypothesis-profile=long`: what plays with chance plays for long.
settings.register_profile("long", max_examples=2_000, deadline=None)

pytest_plugins = [
    "servers.certificates",
    "servers.issuer",
    "servers.radicale",
    "servers.dovecot",
    "servers.postfix",
    "servers.postgresql",
    "faults.shim",
    "servers.chromium",
    "front.played",
]
