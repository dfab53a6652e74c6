"""The trace report: one HTML file, no network, that carries what it was computed from."""

import json
from typing import Any

from plainsight.app.trace.trace_report_told import Told
from plainsight.cli.page import draw_page
from plainsight.model.money import Money
from plainsight.trace.chain.method import CONSERVING
from plainsight.trace.chain.paths import Path
from plainsight.trace.chain.picture import draw_paths
from plainsight.trace.chain.question import HUB, RETURNED, Question
from plainsight.trace.chain.walk import Direction, End
from plainsight.trace.chain.wording import amount_text, short

APPENDIX_ID = "appendix"
PATHS_SHOWN_MAX = 50
PATH_WORDS = {
    End.RESTS: "rests with an account nobody named",
    End.STOPPED: "stopped",
    End.HUB: "to what is probably a service",
    End.UNOBSERVED: "from where the ledger does not show",
    End.FEE: "to miners as fees",
    End.LIMIT: "not followed further",
}
END_WORDS = {
    "rests": "with accounts nobody named",
    "unobserved": "unobserved origin",
    "hub": "probably a service",
    "fees": "miners' fees",
    "returned": "returned to the account",
}


def render_trace(told: Told, appendix: dict[str, Any]) -> str:
    """Render the whole page around its appendix, which is all that it is made of."""
    paths = told.answer.search.paths
    return draw_page(
        "trace_report.html",
        appendix_id=APPENDIX_ID,
        # A name that holds "</script>" or "<!--" must not leave the element: no "<" at all.
        appendix=json.dumps(appendix, ensure_ascii=False).replace("<", "\\u003c"),
        facts=appendix,
        subject=told.subject,
        short_subject=short(told.subject),
        forward=told.answer.search.direction is Direction.FORWARD,
        total=_amount(told.answer.total, told),
        symbol=told.asset.symbol or told.asset.code,
        headline=_headline(told),
        methods=[method.value for method in told.answer.ends],
        ends=_ends(told),
        picture=_picture(told),
        paths=[_path(number, path, told) for number, path in enumerate(paths[:PATHS_SHOWN_MAX], 1)],
        hidden_count=max(len(paths) - PATHS_SHOWN_MAX, 0),
        limit_units=_amount(told.answer.search.ends.get(End.LIMIT, 0), told),
        has_limit=End.LIMIT in told.answer.search.ends,
        error_rates=appendix["error_rates"],
        gaps=told.gaps,
        is_utxo=not isinstance(told.question, Question),
    )


def _headline(told: Told) -> str:
    """The finding in one sentence: what reached listed parties, and how far the methods differ."""
    listed = _listed(told)
    sums = {
        method.value: sum(ends.get(name, 0) for name in listed)
        for method, ends in told.answer.ends.items()
        if method in CONSERVING
    }
    low, high = min(sums, key=sums.__getitem__), max(sums, key=sums.__getitem__)
    if not sums[high]:
        return "No convention ties any of it to a listed party in this ledger."
    side = "reached" if told.answer.search.direction is Direction.FORWARD else "came from"
    if sums[low] == sums[high]:
        return f"{_amount(sums[high], told)} {side} listed parties, under every convention."
    return (
        f"Between {_amount(sums[low], told)} ({low}) and {_amount(sums[high], told)} ({high}) "
        f"{side} listed parties, depending on the convention."
    )


def _listed(told: Told) -> set[str]:
    listed = [each for each in told.standings.values() if each.role.value == "listed"]
    return {each.paid_to for each in listed} | {each.paid_by for each in listed}


def _ends(told: Told) -> list[dict[str, Any]]:
    ends = told.answer.ends
    listed = _listed(told)
    found = dict.fromkeys(name for entry in ends.values() for name in entry)
    names = sorted(found, key=lambda name: (name in END_WORDS, name not in listed))
    total = max(told.answer.total, 1)
    return [
        {
            "name": END_WORDS.get(name, name.replace("_", " ")),
            "cells": [
                {
                    "amount": _amount(entry.get(name, 0), told),
                    "percent": 100 * entry.get(name, 0) / total,
                }
                for entry in ends.values()
            ],
        }
        for name in names
    ]


def _picture(told: Told) -> str:
    paths = told.answer.search.paths
    if not paths:
        return ""
    forward = told.answer.search.direction is Direction.FORWARD
    ends = {(p.hops[0].transfer.source if forward else p.hops[-1].transfer.target) for p in paths}
    start = next(iter(ends)) if len(ends) == 1 else told.subject
    roles = {account: s.role.value for account, s in told.standings.items()}
    roles = {
        a: role if role in ("listed", "custodian", "break") else "" for a, role in roles.items()
    }
    roles |= dict.fromkeys(told.answer.hubs, HUB)
    roles[start] = "start"
    direction = told.answer.search.direction
    return draw_paths(paths, start=start, roles=roles, names=told.names, direction=direction)


def _path(number: int, path: Path, told: Told) -> dict[str, Any]:
    end = "to " + path.category.replace("_", " ")
    if not path.category or path.category == RETURNED:
        end = END_WORDS[RETURNED] if path.category else PATH_WORDS[path.end]
    return {
        "number": number,
        "amount": _amount(path.units, told),
        "end": end,
        "first": f"{path.first_at:%Y-%m-%d %H:%M}",
        "last": f"{path.last_at:%Y-%m-%d %H:%M}",
        "hops": [
            {
                "at": f"{hop.transfer.at:%Y-%m-%d %H:%M:%S}",
                "source": hop.transfer.source,
                "target": hop.transfer.target,
                "source_name": told.names.get(hop.transfer.source, ""),
                "target_name": told.names.get(hop.transfer.target, ""),
                "whole": _amount(hop.transfer.money.units, told),
                "id": hop.transfer.transfer_id,
            }
            for hop in path.hops
        ],
    }


def _amount(units: int, told: Told) -> str:
    return amount_text(Money(units=units, asset=told.asset))
