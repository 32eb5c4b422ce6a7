"""What a round stands on."""

from app.signoff.verify import verify_entries
from tests.signoff.small_ledger import rows_of


def texts_of(house):
    return [problem.text for problem in verify_entries(rows_of(house.book)).problems]


SAME = "この回を検査した人が、確認か判定をしています。"
CHOSEN = "同じ現品か番号が二度選ばれています。"
NOT_IN_FORCE = "有効な承認のない工程か、月のものでない工程で、本番が開始されています。"
