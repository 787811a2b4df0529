"""A BERT's layers as one TorchScript program (Devlin et al. 2019, section 3), so that Python is not in their way.

Whoever writes to Chroma holds Python's lock all the while, 0.2 s for 300 passages. What ran here from Python stood
still meanwhile; a program that is given several batches at once goes on, and adding takes a tenth less.
torch calls TorchScript deprecated, and names nothing else that runs without Python and without a compiler; its version
is pinned here.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch.nn import functional


class Plain(torch.nn.Module):
    """x -> x weight' + bias."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor) -> None:
        super().__init__()
        self.weight, self.bias = weight, bias

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return shape (..., rows of the weight)."""
        return functional.linear(x, self.weight, self.bias)


class EightBit(torch.nn.Module):
    """The same with 8-bit weights and inputs.

    The weights have a scale for each row, the inputs one for each token (Yao et al. 2022, "ZeroQuant", section 4.1).
    With one for all that is run together, a text's vector hung on what was run beside it, enough to change the order
    of near passages. Measured with the passages' three layers on 2 cores with AVX2: 1.4 times float32's speed, 8% less
    than with one scale; cosine to float32 0.9984 instead of 0.9960, and to the text run alone 1 instead of 0.9946.
    What it costs in answers stands in bot/reader/README.md.
    """

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor) -> None:
        super().__init__()
        torch.backends.quantized.engine = "onednn"
        weight, zeros = weight.float(), torch.zeros(len(weight), dtype=torch.long)
        with warnings.catch_warnings():
            # torch means to replace these tensors by a package of its own; its version is pinned here.
            warnings.filterwarnings("ignore", message=".*quantized tensor creation functions.*", category=UserWarning)
            rows = torch.quantize_per_channel(weight, weight.abs().amax(1) / 127, zeros, 0, torch.qint8)
            self.packed = torch.ops.quantized.linear_prepack(rows, None)
        self.bias = bias.float()
        self.range = torch.tensor([-1.0, 1.0]).repeat(weight.shape[1] // 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return shape (texts, tokens, rows of the weight), float32. What a token becomes hangs on that token alone."""
        tokens = x.flatten(0, -2)
        scale = torch.maximum(tokens.amax(1, keepdim=True), -tokens.amin(1, keepdim=True)).clamp_min(1e-12)
        scaled = torch.empty(len(tokens) + 1, tokens.shape[1])
        torch.div(tokens, scale, out=scaled[:-1])
        scaled[-1] = self.range  # a row more, so that torch, which goes by the least and the greatest, finds these
        product = torch.ops.quantized.linear_dynamic(scaled, self.packed)[:-1]
        return torch.addcmul(self.bias, product, scale).view(x.shape[0], x.shape[1], -1)


def linear(weight: torch.Tensor, bias: torch.Tensor, kind: torch.dtype) -> torch.nn.Module:
    """Choose the multiplication: in bfloat16 as it is; instead of float32, with 8 bits if torch can."""
    if kind != torch.float32 or "onednn" not in torch.backends.quantized.supported_engines:
        return Plain(weight.to(kind), bias.to(kind))
    return EightBit(weight, bias)


class Norm(torch.nn.Module):
    """Layer normalisation."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor, epsilon: float) -> None:
        super().__init__()
        self.weight, self.bias, self.epsilon = weight, bias, epsilon

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Normalise the last dimension."""
        return functional.layer_norm(x, [x.shape[2]], self.weight, self.bias, self.epsilon)


class Layer(torch.nn.Module):
    """Attention and feed-forward: query, key and value in one matrix, the output, and the two feed-forward ones."""

    def __init__(self, heads: int, linears: Sequence[torch.nn.Module], norms: Sequence[torch.nn.Module]) -> None:
        super().__init__()
        self.heads = heads
        self.qkv, self.mix, self.up, self.down = linears
        self.middle, self.last = norms

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        """Return what x is, shape (rows, longest, width); `mask` is False where there is nothing to attend to."""
        rows, longest, width = x.shape
        qkv = self.qkv(x).view(rows, longest, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], attn_mask=mask)
        x = self.middle(x + self.mix(mixed.transpose(1, 2).flatten(2)))
        return self.last(x + self.down(functional.gelu(self.up(x))))  # type: ignore[no-any-return]


class Layers(torch.nn.Module):
    """Token ids -> hidden states, for several batches."""

    def __init__(self, embeddings: Sequence[torch.Tensor], norm: torch.nn.Module, layers: Sequence[Layer]) -> None:
        super().__init__()
        self.words, self.positions, self.kinds = embeddings
        self.norm = norm
        self.layers = torch.nn.ModuleList(layers)

    def forward(
        self, ids: list[torch.Tensor], kinds: list[torch.Tensor], masks: list[torch.Tensor | None]
    ) -> list[torch.Tensor]:
        """Return float32 hidden states, shape (rows, longest, width) each; ids and token types are (rows, longest)."""
        hidden: list[torch.Tensor] = []
        for i in range(len(ids)):
            x = self.norm(self.words[ids[i]] + self.positions[: ids[i].shape[1]] + self.kinds[kinds[i]])
            for layer in self.layers:
                x = layer(x, masks[i])
            hidden.append(x.float())
        return hidden


def program(weights: Mapping[str, torch.Tensor], depth: int, heads: int, epsilon: float, kind: torch.dtype) -> Any:
    """Put a BERT's weights, by their usual names, into what runs it without Python's lock. See `Layers.forward`."""

    def norm(name: str) -> Norm:
        return Norm(weights[f"{name}.LayerNorm.weight"].to(kind), weights[f"{name}.LayerNorm.bias"].to(kind), epsilon)

    def joined(*names: str) -> torch.nn.Module:
        weight, bias = (torch.cat([weights[f"{name}.{part}"] for name in names]) for part in ("weight", "bias"))
        return linear(weight, bias, kind)

    def layer(name: str) -> Layer:
        qkv = joined(*(f"{name}.attention.self.{part}" for part in ("query", "key", "value")))
        others = [joined(f"{name}.{part}.dense") for part in ("attention.output", "intermediate", "output")]
        return Layer(heads, [qkv, *others], [norm(f"{name}.attention.output"), norm(f"{name}.output")])

    names = ("word", "position", "token_type")
    embeddings = [weights[f"embeddings.{name}_embeddings.weight"].to(kind) for name in names]
    layers = Layers(embeddings, norm("embeddings"), [layer(f"encoder.layer.{number}") for number in range(depth)])
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*torch.jit.script.* is deprecated.*", category=DeprecationWarning)
        return torch.jit.script(layers)
