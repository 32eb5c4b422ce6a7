"""The flyer and weight plan as JSON."""

from typing import Any

from app.tally.planner import InsertPlan


def plan_json(plan: InsertPlan) -> dict[str, Any]:
    """``{envelopes, notices, flyers, combinations, misfits, inferred}``; counts in 通, 件 and 枚, weights in grams."""
    return {
        "envelopes": plan.envelopes,
        "notices": plan.notices,
        "flyers": [
            {
                "letter": one.letter,
                "name": one.name,
                "size": one.size,
                "needed": one.needed,
                "prefectures": dict(one.prefectures),
            }
            for one in plan.flyers
        ],
        "combinations": [
            {
                "scheme": one.scheme,
                "prefecture": one.prefecture,
                "sheets": one.sheets,
                "flyers": [{"letter": own.letter, "name": own.name, "size": own.size} for own in one.flyers],
                **dict(one.ways),
                "grams": round(one.grams, 2),
                "scale": [round(one.low, 2), round(one.high, 2)],
                "thickness_mm": round(one.thick, 2),
                "size": None if one.post is None else one.post.size,
                "weight_class": None if one.post is None else one.post.grams,
                "problems": list(one.problems),
                "first": {"file": one.first[0], "record": one.first[1]},
            }
            for one in plan.combinations
        ],
        "misfits": list(plan.misfits),
        "inferred": plan.inferred,
    }
