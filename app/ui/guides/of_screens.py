"""Where F1 leads from each screen: which guide, and where in it."""

from collections.abc import Mapping

OF_SCREEN: Mapping[str, str] = {
    "delivery": "65_delivery",
    "today": "10_checker", "media": "10_checker", "findings": "10_checker", "round": "10_checker",
    "board": "20_lead", "compare": "15_month", "dummies": "15_month", "redirects": "15_month", "tally": "15_month",
    "papers": "15_month", "incidents": "15_month", "lessons": "30_trainer", "ledger": "40_inspector",
    "people": "50_admin",
}  # fmt: skip
"""The guide of each screen of the rail; other screens begin with the first one."""
AT_SCREEN: Mapping[str, str] = {
    "today": "1 日の流れ", "media": "画面の見かた", "findings": "画面の見かた", "round": "1 日の流れ",
    "compare": "印刷照合", "dummies": "ダミー", "redirects": "別送・引き抜き", "tally": "封入ログ",
    "papers": "報告と返却・消去", "incidents": "事故", "ledger": "台帳の検証",
}  # fmt: skip
"""Under which heading of it; else at its beginning."""
