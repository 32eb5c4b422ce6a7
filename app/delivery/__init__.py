"""Forms delivered to establishments and notifications (届) received from them, between machines without a network.

L describes ten kinds of forms that go from a pension fund to its employers, and six notifications that come back. Its
browser and VPN are not carried here: what leaves one machine is a file on a medium, sealed to the machines that may
open it. Two ledgers take part, and one program; which side a ledger is of says its entry ``exchange.begun``.

The fund's side
    A batch of PDFs and the CSV is read in limited children (:mod:`app.delivery.intake`): kind, establishment and period
    of each page by rules that are data (``resources/delivery/forms.toml``), from what an eye sees and nothing else.
    Each establishment's pages become documents of their own, which are read again: what is proved is what is sent.
    An establishment with an error is held back. ``batch.read`` → ``batch.signed`` (checker) → ``batch.approved``
    (another person, a lead) → ``package.delivered`` for each establishment → ``receipt.taken``. A package is 未配信
    (approved), 配信済, 受領済, or 再発行 when it was written out again and is not received yet.
The establishment's side
    ``package.opened`` → ``receipt.signed``; ``filing.made``. Every act is for the one establishment that the person has
    chosen (``scope.chosen``); what is another's is refused, which is an entry (``scope.refused``).
Notifications
    受信 ``filing.received`` → 確認 ``filing.checked`` → 受理 ``filing.accepted`` or 返戻 ``filing.returned``; how they
    stand goes with the establishment's next package.

In the ledger is who decided what about which hashes (:mod:`app.signoff.exchange`, ``deliveries``, ``filings``; the
verifier's own copy in ``verify/exchange``). Outside it, in one encrypted store beside the database
(:mod:`app.delivery.store`, made as a month's is): the machine's secret key, the payloads of seven years, the list of
those enrolled, the columns that people named. The keys of the store are people's: nothing opens without a login.

A machine has an Ed25519 key to sign with and an X25519 key that is sealed to, both of one seed; its fingerprint is
compared by voice or on paper when the other side enrols it. A copied machine key is not detected without a network.
"""
