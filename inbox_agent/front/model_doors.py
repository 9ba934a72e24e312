"""The model's doors, where one is configured: what writes and what reads, on one budget.

Imports are inside the functions on purpose, as in `assemble`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from inbox_agent.doors.secret import secret
from inbox_agent.settings import Settings

if TYPE_CHECKING:
    from inbox_agent.doors.loop import Loop
    from inbox_agent.doors.model.asked import AskedModel
    from inbox_agent.doors.records.database import Records
    from inbox_agent.mentorship.second_opinion import Hearer
    from inbox_agent.rounds import ports
    from inbox_agent.rules import Rules


def asked(settings: Settings, name: str, places: tuple[Path, ...], records: Records, loop: Loop) -> AskedModel:
    """The owner's model, which writes and reads: one budget and one rest for both."""
    from inbox_agent.doors.model.asked import AskedModel  # noqa: PLC0415
    from inbox_agent.doors.model.budget import Budget, Price  # noqa: PLC0415
    from inbox_agent.doors.model.prompt import Prompts  # noqa: PLC0415
    from inbox_agent.doors.model.transport import Transport  # noqa: PLC0415
    from inbox_agent.doors.paid import PaidCalls  # noqa: PLC0415

    model = settings.model
    key = secret("the key of the model", model.api_key_command, model.api_key_file, model.api_key_env)
    has_key = model.api_key_command or model.api_key_file or model.api_key_env
    ledger = PaidCalls(records, name)
    return AskedModel(
        loop,
        ledger,
        Transport(
            model.provider,
            model.model,
            key if has_key else lambda: "none",  # an endpoint of one's own often wants none
            base_url=model.base_url,
            timeout_seconds=model.timeout_seconds,
            temperature=model.temperature,
            tokens_out=Prompts(places).meta.limits.tokens_out,
        ),
        Budget(ledger, model.calls_per_day, model.tokens_per_day, model.cost_per_day),
        price=Price(model.price_in, model.price_out),
        timeout_seconds=model.timeout_seconds,
    )


def writer(model: AskedModel, places: tuple[Path, ...], rules: Rules, redact: bool) -> ports.Writer:
    """It writes letters."""
    from inbox_agent.doors.model_writer import ModelWriter  # noqa: PLC0415

    return ModelWriter(model, places, rules, redact=redact)


def hearer(model: AskedModel, places: tuple[Path, ...], redact: bool) -> Hearer:
    """It reads mails on which the rules abstain."""
    from inbox_agent.doors.model_hearer import ModelHearer  # noqa: PLC0415

    return ModelHearer(model, places, redact=redact)


def or_template(model: ports.Writer, template: ports.Writer) -> ports.Writer:
    """Letters of the model, and of the template where it gives none."""
    from inbox_agent.doors.model.fallback import FallbackWriter  # noqa: PLC0415

    return FallbackWriter(model, template)
