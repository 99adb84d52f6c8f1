"""Names of tensors: those of the wheel's file, and those of a network that is trained."""

import re

from factcheck.neural.e5_config import FIRST_NORM, LAYER_NORMS, PRODUCTS

_LAYER_NAME = re.compile(r"l(\d+)\.(\w+)\.([wb])")
_OURS = {product.source: product.name for product in PRODUCTS} | {
    source: ours.replace(".", "_") for ours, source in LAYER_NORMS
}


def state_name(name: str) -> str:
    """Return the trained network's name of the tensor that the wheel's file calls *name*.

    Raises:
        KeyError: There is none.
    """
    part = {"w": "weight", "b": "bias"}[name[-1]]
    layer = _LAYER_NAME.fullmatch(name)
    if layer:
        return f"layers.{layer[1]}.{_OURS[layer[2]]}.{part}"
    if name[:-2] == FIRST_NORM[1]:
        return f"first_norm.{part}"
    raise KeyError(name)
