"""Text that is there for a program and not on the paper: modes, colours, opacity, masks."""

from app.training.printing.lying import Lie, LieContext, box_of, text_of

_TINT = "[/Separation/Black/DeviceCMYK<</FunctionType 2/Domain[0 1]/C0[0 0 0 0]/C1[0 0 0 1]/N 1>>]"


def _invisible(context: LieContext) -> str:
    return f"q\n3 Tr\n{text_of(context, context.honest)}\nQ"


def _invisible_over_wrong(context: LieContext) -> str:
    return f"{text_of(context, context.shown)}\n{_invisible(context)}"


def _clip_mode(context: LieContext) -> str:
    return f"q\n7 Tr\n{text_of(context, context.honest)}\nQ"


def _coloured(operator: str) -> Lie:
    def lie(context: LieContext) -> str:
        return f"q\n{text_of(context, context.honest, operator)}\nQ"

    return lie


def _no_tint(context: LieContext) -> str:
    name = context.extras.resource("ColorSpace", _TINT)
    return f"q\n{text_of(context, context.honest, f'/{name} cs 0 scn')}\nQ"


def _no_opacity(context: LieContext) -> str:
    name = context.extras.resource("ExtGState", "<</ca 0/CA 0>>")
    return f"q\n/{name} gs\n{text_of(context, context.honest)}\nQ"


def _soft_mask(context: LieContext) -> str:
    """The mask is black, which lets nothing through."""
    width, height = (value * 72 / 25.4 for value in context.size)
    box = f"0 0 {width:.2f} {height:.2f}"
    group = "/Group<</S/Transparency/CS/DeviceGray>>"
    entries = f"/Type/XObject/Subtype/Form/BBox[{box}]{group}"
    mask = context.writer.pdf.stream(f"0 g {box} re f".encode("ascii"), entries)
    name = context.extras.resource("ExtGState", f"<</SMask<</S/Luminosity/G {mask} 0 R>>>>")
    return f"q\n/{name} gs\n{text_of(context, context.honest)}\nQ"


def _same_colour(context: LieContext) -> str:
    return f"q\n{context.ink.rects([box_of(context)])}\n{text_of(context, context.honest)}\nQ"


def _layer_off(context: LieContext) -> str:
    layer = context.writer.pdf.add("<</Type/OCG/Name(Proof)>>")
    context.writer.layers.append(layer)
    name = context.extras.resource("Properties", f"{layer} 0 R")
    return f"/OC /{name} BDC\n{text_of(context, context.honest)}\nEMC"


LIES: dict[str, Lie] = {
    "invisible": _invisible,
    "invisible_over_wrong": _invisible_over_wrong,
    "clip_mode": _clip_mode,
    "white": _coloured("1 g"),
    "grey97": _coloured("0.97 g"),
    "tint0": _no_tint,
    "opacity0": _no_opacity,
    "soft_mask": _soft_mask,
    "same_colour": _same_colour,
    "layer_off": _layer_off,
}
