"""The form of a foreign layout as a perfect learner would measure it: from the layout and a clean print of it."""

from collections import Counter
from pathlib import Path

from app.confined.children import Children
from app.notice.items import BARCODE_ID
from app.proof.printed.glyph_ledger import GlyphLedger
from app.proof.printed.reading import READ, page_of
from app.sheet.measured_form import (
    Background,
    MeasuredBlock,
    MeasuredCode,
    MeasuredForm,
    MeasuredItem,
    MeasuredPage,
    MeasuredPanel,
    Placement,
)
from app.sheet.model import Rect
from app.training.printing.job import print_month
from app.training.printing.layout import print_layout
from app.training.printing.setting import Placing
from tests.sizes import sized

MARGIN = 4.0
SAMPLE = sized(10, 16)


def form_of(bench, layout, folder, *, imposed=False):
    """The measured form of a layout; ``folder`` takes the clean print."""
    job = print_month(bench, layout, selection=SAMPLE, imposed=imposed)
    pages = read_job(bench, job, folder)
    form = print_layout(layout)
    samples = {}
    for page, panel in job.panels():
        samples.setdefault((panel.side, panel.scheme), []).append((pages[page.number], panel))
    panels = {key: panel_of(form, *key, own) for key, own in samples.items()}
    kinds = {}
    pieces = {}
    for page in job.pages:
        turn = next(at for at, leaf in enumerate(form.leaves) if leaf.panels[0].side == page.panels[0].side)
        placements = []
        for panel in page.panels:
            if turn == 0:
                leaf = next(at for at, rect in enumerate(page.leaves) if rect.x0 <= panel.rect.x0 < rect.x1)
                pieces[panel.file, panel.record] = leaf
            leaf = pieces.get((panel.file, panel.record), 0)
            placements.append(Placement(panel.side, panel.rect.x0, panel.rect.y0, panel.turned, leaf))
        key = (turn, page.width, page.height)
        if len(placements) > len(kinds.get(key, ())):
            kinds[key] = tuple(placements)
    measured = tuple(MeasuredPage(width, height, own, turn) for (turn, width, height), own in sorted(kinds.items()))
    apart = len({leaf.part for leaf in form.leaves}) > 1
    return MeasuredForm(measured, panels, apart)


def read_job(bench, job, folder):
    """Every page of a job as it is read, in order."""
    ledger = GlyphLedger(bench.equipment.fonts)
    pages = []
    with Children(1) as children:
        for path in written(job, folder):
            count = sum(page.file_name == path.name for page in job.pages)
            for raw in children.run(READ, str(path), 0, count, []):
                pages.append(page_of(raw, ledger, path.name, len(pages)))
    return pages


def written(job, folder):
    """The files of a job, on disk."""
    folder = Path(folder)
    folder.mkdir(exist_ok=True, parents=True)
    paths = [folder / file.name for file in job.files]
    for path, file in zip(paths, job.files, strict=True):
        path.write_bytes(file.data)
    return paths


def own(panel, rect):
    """A rectangle of the page on the panel."""
    placing = Placing(0, 0, panel.rect.width, panel.rect.height, panel.turned)
    return placing.rect(rect.moved(-panel.rect.x0, -panel.rect.y0))


def baseline(panel, run):
    y = run.baseline - panel.rect.y0
    return panel.rect.height - y if panel.turned else y


def panel_of(form, side, scheme, samples):
    width, height = form.sizes[side]
    rects = {}
    bases = {}
    for _, panel in samples:
        for item in panel.items:
            rects.setdefault(item.id, []).append(own(panel, item.rect))
            bases.setdefault(item.id, []).extend(baseline(panel, run) for run in item.runs)
    texts = {item_id: union(found) for item_id, found in rects.items() if bases.get(item_id)}
    groups = []
    for place in form.items:
        if place.side == side and scheme in place.schemes:
            groups.append([place])
    for block in form.blocks:
        if block.side == side:
            groups.append([place for place in block.items if scheme in place.schemes])
    blocks = [block_of(group, texts, bases, form, side) for group in groups]
    blocks += [
        block_of([code_place(code)], texts, bases, form, side) for code in form.codes if code.side == side and code.text
    ]
    blocks = separate(roomy(blocks, form, height))
    codes = [
        MeasuredCode(code.id, code.kind, union(rects[code.id]).grown(2.5), code.pattern)
        for code in form.codes
        if code.side == side
    ]
    if BARCODE_ID in rects:
        around = union(rects[BARCODE_ID])
        codes.append(
            MeasuredCode(BARCODE_ID, "customer", Rect(around.x0 - 6, around.y0 - 6, around.x1 + 6, around.y1 + 25))
        )
    return MeasuredPanel(side, scheme, width, height, tuple(blocks), tuple(codes), background_of(samples))


def code_place(code):
    from app.training.printing.layout import ItemPlace

    return ItemPlace(code.id, code.side, code.text, ())


def block_of(group, texts, bases, form, side):
    """A block of one item or of several; the room is where its values were seen, and some more."""
    seen = [texts[place.id] for place in group if place.id in texts]
    if not seen:
        place = group[0].place
        seen = [Rect(place.x - 3, place.y - 3, place.x + 3, place.y + 0.5)]
    pitch = next((b.pitch for b in form.blocks if b.items and b.items[0].id == group[0].id), 0.0)
    top = min(place.place.y for place in group)
    bottom = max([top, *(y for place in group for y in bases.get(place.id, ()))])
    area = union(seen)
    rect = Rect(area.x0 - MARGIN, top - 3.0, area.x1 + MARGIN, bottom + 1.0)
    items = []
    for place in group:
        own_place = place.place
        columns = place.columns
        items.append(
            MeasuredItem(
                place.id,
                "right" if columns else own_place.align,
                columns[-1] if columns else own_place.x,
                own_place.y,
                own_place.size_pt,
                pitch=pitch or own_place.pitch,
                left_out=frozenset(place.preprinted),
                before=place.before,
                columns=bool(columns),
                blanks=not columns,
                font=own_place.font,
            )
        )
    return MeasuredBlock(tuple(items), rect)


def roomy(blocks, form, height):
    """Blocks with room for more lines, as far as nothing else stands below them."""
    pitched = {block.items[0].id: block.pitch for block in form.blocks}
    made = []
    for block in blocks:
        rect, pitch = block.rect, pitched.get(block.items[0].id, 0.0) or block.items[0].pitch
        below = [
            other.rect.y0
            for other in blocks
            if other is not block and other.rect.y0 > rect.y0 and other.rect.x0 < rect.x1 and rect.x0 < other.rect.x1
        ]
        foot = min([rect.y1 + 5 * pitch + 2.0, height, *below])
        made.append(MeasuredBlock(block.items, rect._replace(y1=max(foot, rect.y1))))
    return made


def separate(blocks):
    """Rooms of different blocks do not overlap: each gives way by half."""
    rects = [block.rect for block in blocks]
    for i in range(len(rects)):
        for j in range(len(rects)):
            a, b = rects[i], rects[j]
            if i == j or min(a.x1, b.x1) <= max(a.x0, b.x0) or min(a.y1, b.y1) <= max(a.y0, b.y0):
                continue
            across, down = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
            if across < down:
                middle = (max(a.x0, b.x0) + min(a.x1, b.x1)) / 2
                left = a.x0 + a.x1 < b.x0 + b.x1
                rects[i] = a._replace(x1=middle - 0.01) if left else a._replace(x0=middle + 0.01)
                rects[j] = b._replace(x0=middle + 0.01) if left else b._replace(x1=middle - 0.01)
            else:
                middle = (max(a.y0, b.y0) + min(a.y1, b.y1)) / 2
                above = a.y0 + a.y1 < b.y0 + b.y1
                rects[i] = a._replace(y1=middle - 0.01) if above else a._replace(y0=middle + 0.01)
                rects[j] = b._replace(y0=middle + 0.01) if above else b._replace(y1=middle - 0.01)
    return [MeasuredBlock(block.items, rect) for block, rect in zip(blocks, rects, strict=True)]


def union(rects):
    return Rect(min(r.x0 for r in rects), min(r.y0 for r in rects), max(r.x1 for r in rects), max(r.y1 for r in rects))


def background_of(samples):
    """What every sample has in the same place, outside of items."""
    chars, graphics = Counter(), Counter()
    for page, panel in samples:
        taken = [own(panel, run.rect).grown(0.15) for item in panel.items for run in item.runs]
        bars = [own(panel, item.rect).grown(0.5) for item in panel.items if not item.runs or item.code != "none"]
        here, drawn = set(), set()
        for run in page.runs:
            for text, left in zip(run.text, run.lefts, strict=True):
                at = own(panel, Rect(left, run.baseline, left, run.baseline))
                if not (panel.rect.x0 <= left <= panel.rect.x1 and panel.rect.y0 <= run.baseline <= panel.rect.y1):
                    continue
                if not any(r.x0 <= at.x0 <= r.x1 and r.y0 <= at.y0 <= r.y1 for r in taken):
                    here.add((text, round(at.x0 * 10), round(at.y0 * 10)))
        for one in page.graphics:
            middle = ((one.rect.x0 + one.rect.x1) / 2, (one.rect.y0 + one.rect.y1) / 2)
            if panel.rect.x0 <= middle[0] <= panel.rect.x1 and panel.rect.y0 <= middle[1] <= panel.rect.y1:
                rect = own(panel, one.rect)
                if not any(b.x0 <= rect.x0 and rect.x1 <= b.x1 and b.y0 <= rect.y0 and rect.y1 <= b.y1 for b in bars):
                    drawn.add((one.kind, *(round(value * 10) for value in rect)))
        chars.update(here)
        graphics.update(drawn)
    most = 0.9 * len(samples)
    return Background(
        frozenset(key for key, count in chars.items() if count >= most),
        frozenset(key for key, count in graphics.items() if count >= most),
    )
