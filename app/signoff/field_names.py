"""What the values in entries are called in Japanese."""

from collections.abc import Mapping

from app.proof.model import SIDE_NAMES, SIDES
from app.signoff import count_wording, custody_wording, incident_wording, list_wording, log_wording, warm_up_wording

FIELD_NAMES: Mapping[str, str] = {
    "format": "形式", "program": "検版の版", "previous": "前の台帳", "practice": "練習",
    "account": "対象者", "login": "ID", "name": "名前", "role": "権限", "reason": "理由", "public_key": "公開鍵",
    "box": "受け取り用の公開鍵",
    "initial_key": "初期の鍵", "by_initial": "初期の鍵の署名", "numbers": "番号", "items": "検査票の項目",
    "left": "残り", "why": "理由", "seconds": "秒", "volume": "巻", "manifest": "媒体の目録", "container": "暗号形式",
    "network": "ネットワーク", "kind": "種類", "size": "大きさ", "sha256": "ハッシュ", "count": "件数",
    "head": "最後のハッシュ", "findings": "指摘", "rule": "規則", "file": "ファイル", "record": "レコード",
    "records": "レコード数", "offset": "位置", "length": "長さ", "job": "仕事", "process": "工程",
    "title": "件名", "month": "月",
    "period": "対象月", "handover": "引渡し日", "delivery": "納品日", "gate": "関門",
    "evidence": "根拠", "bound": "結び付け",
    "unit": "単位", "copied": "転記", "brought": "持参者", "received": "受領者", "at": "日時",
    "entrusted": "委託票",
    "accepted": "受託票", "reasons": "不備", "due": "期限", "what": "事項", "data": "内訳", "groups": "規則ごとの指摘",
    "decision": "決定", "objects": "保管物の数", "bytes": "保管物のバイト数", "method": "方法",
    "public_id": "保管庫の鍵", "report": "報告のハッシュ", "remarks": "所見",
    "parts": "構成", "label": "名称", "detail": "内容", "value": "値", "round": "検証品", "number": "番号",
    "pieces": "現品", "group": "区分", "piece_id": "現品ID", "record_sha256": "レコードのハッシュ", "cases": "特例",
    "settings": "工程の設定", "absent": "設定の有無", "logs": "作業ログ",
    "sheet": "検査票", "confirm": "確認部数", "piece": "現品", "scans": "読取",
    "notices": "通知書のハッシュ", "grams": "重さ（g）",
    "list": "機構ダミー一覧", "print": "照合した印刷", "rolls": "ロール数", "rows": "行数", "declared": "件数表の件数",
    "paper": "件数表", "pages": "頁", "differences": "違い", "ignored": "除外した違い", "roll": "ロール",
    "form": "測定した様式", "prints": "測定した印刷", "placed": "位置の決まった項目", "chosen": "人が選んだ項目",
    "unplaced": "位置の不明な項目",
    "machine": "印刷機", "place": "保管場所", "made": "作成日",
    "state": "状態", "text": "文字", "how": "確認のしかた", "expires": "期限", "session": "セッションの鍵",
    "other": "比べた媒体", "files": "ファイル数", "result": "結果",
    "basis": "照合したもの", "matched": "全面を照合した通知書", "unreadable": "読み取り不可",
    "counts": "規則ごとの違い", "zones": "除外域", "decided": "決めた違い",
    "seen": "見た件数", "each": "1件ずつ見る", "pairs": "区別しない文字の組", "told": "人が見て一致（か所）",
    "reprint": "刷り直しの理由",
    "pin": "暗証番号（始まりの記録）", "allowed": "許可",
    "answers": "検査票の答え", "failures": "不合格の理由", "comment": "コメント", "failed": "不合格",
    **list_wording.FIELD_NAMES,
    **custody_wording.FIELD_NAMES,
    **count_wording.FIELD_NAMES,
    **log_wording.FIELD_NAMES,
    **incident_wording.FIELD_NAMES,
    **warm_up_wording.FIELD_NAMES,
    **{side: SIDE_NAMES[side] for side in SIDES},
}  # fmt: skip
"""Names of the values in entries."""
