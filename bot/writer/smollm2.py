"""SmolLM2-135M-Instruct as a LangChain chat model: in this process, with no key, no server and no download.

It is small and says wrong things; it is here so that the whole writing path runs, and is tested, offline.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel, generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import Field

from bot.writer.weights import Weights, weights

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NAME = "smollm2"

MAX_NEW_TOKENS = 200
"""About eight sentences. A model of this size says nothing new after them, and says it at 13 tokens a second."""

MAX_PROMPT_TOKENS = 2048
"""Its window is 8,192, but a prompt of 1,234 took 3.4 s to read on 2 cores, and longer ones confuse it."""

TAIL_TOKENS = 400
"""The end of the last message is kept whole when the rest is cut: the question and what is asked for stand there."""

DEFAULT_SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"
"""What its chat template says where there is no system message."""

ROLES = {"system": "system", "human": "user", "ai": "assistant"}

_step = threading.Lock()
"""Held for one step of the model and never while a piece is given away: two steps at once would wait for each
other's threads, and a reader that walks off mid-answer must not keep the next one waiting."""


class SmolLM2(BaseChatModel):
    """Greedy: the same messages give the same text. Loads at the first call, once a process; many threads may use it.

    A token is computed when it is asked for, so whoever stops reading a stream stops the work. Raises ModelError
    where the weights cannot be read, ValueError for messages that are not text from system, human or ai.
    """

    max_new_tokens: int = Field(default=MAX_NEW_TOKENS, gt=0)
    max_prompt_tokens: int = Field(default=MAX_PROMPT_TOKENS, gt=2 * TAIL_TOKENS)

    @property
    def _llm_type(self) -> str:
        return NAME

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"max_new_tokens": self.max_new_tokens, "max_prompt_tokens": self.max_prompt_tokens}

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **_: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """Yield the text as it is made, then one empty chunk with why it ended: stop or length.

        Each tells what was read and made since the one before it, so that a stream left early is counted too.
        """
        loaded = weights()
        prompt = prompt_ids(loaded.tokenizer, turns(messages), most=self.max_prompt_tokens)
        made = Made(loaded, prompt, self.max_new_tokens)
        for text in until(stop or [], made.pieces()):
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=text, usage_metadata=made.usage()))
            if run_manager is not None:
                run_manager.on_llm_new_token(text, chunk=chunk)
            yield chunk
        yield ChatGenerationChunk(message=_last(made))


class Made:
    """One answer in the making: `count` of tokens so far, and whether the model `ran_out` of them."""

    def __init__(self, loaded: Weights, prompt: Sequence[int], most: int) -> None:
        """Take the tokens of the prompt, and how many may be made."""
        self._loaded, self._prompt, self._most = loaded, prompt, most
        self.count = 0
        self.ran_out = False
        self._told = (0, 0)

    def pieces(self) -> Iterator[str]:
        """Yield the text in whole characters. The token that ends the turn is counted, and is no text."""
        from tokenizers.decoders import DecodeStream

        decoder = DecodeStream(skip_special_tokens=True)
        for token in self._tokens():
            self.count += 1
            if token == self._loaded.end:
                return
            if piece := decoder.step(self._loaded.tokenizer, token):
                yield piece
        self.ran_out = True

    def usage(self) -> UsageMetadata:
        """Return the tokens read and made since this was last called."""
        (read, made), self._told = self._told, (len(self._prompt), self.count)
        read, made = self._told[0] - read, self._told[1] - made
        return UsageMetadata(input_tokens=read, output_tokens=made, total_tokens=read + made)

    def _tokens(self) -> Iterator[int]:
        """Yield the likeliest token after another. Each is computed when it is asked for."""
        import torch
        from transformers import DynamicCache

        cache = DynamicCache(config=self._loaded.model.config)
        ids = torch.tensor([list(self._prompt)])
        for _ in range(self._most):
            with _step, torch.inference_mode():
                out = self._loaded.model(input_ids=ids, past_key_values=cache, use_cache=True, logits_to_keep=1)
            ids = out.logits[:, -1].argmax(-1, keepdim=True)
            yield int(ids)


def _last(made: Made) -> AIMessageChunk:
    reason = "length" if made.ran_out else "stop"
    return AIMessageChunk(
        content="",
        usage_metadata=made.usage(),
        response_metadata={"model_name": NAME, "finish_reason": reason},
        chunk_position="last",
    )


def turns(messages: Sequence[BaseMessage]) -> list[tuple[str, str]]:
    """Return (role, text) of each message, the template's own system message first where there is none."""
    said = []
    for message in messages:
        if message.type not in ROLES:
            raise ValueError(f"{NAME} takes system, human and ai messages, not {message.type!r}")
        said.append((ROLES[message.type], str(message.text)))
    if not said or said[0][0] != "system":
        said.insert(0, ("system", DEFAULT_SYSTEM))
    return said


def prompt_ids(tokenizer: Tokenizer, said: Sequence[tuple[str, str]], *, most: int) -> list[int]:
    """Return the tokens of a chat (ChatML) and of the opened turn of the assistant.

    What looks like a control token in a message stays text, so that no article can end its turn. When there
    are more than `most`, the oldest turns between the system's and the last go first; then the last one loses
    its middle, where its worst ranked passages are; then the system's its end.
    """
    vocabulary = tokenizer.get_vocab()
    start, end, line = vocabulary["<|im_start|>"], vocabulary["<|im_end|>"], _ids(tokenizer, "\n")
    bodies = [_ids(tokenizer, f"{role}\n{text}") for role, text in said]
    opened = [start, *_ids(tokenizer, "assistant\n")]
    frame = 2 + len(line)

    def length() -> int:
        return sum(len(body) + frame for body in bodies) + len(opened)

    while length() > most and len(bodies) > 2:
        del bodies[1]
    if (excess := length() - most) > 0:
        bodies[-1] = _without_middle(bodies[-1], excess)
    if (excess := length() - most) > 0:
        bodies[0] = bodies[0][:-excess]
    return [token for body in bodies for token in (start, *body, end, *line)] + opened


def _without_middle(body: list[int], excess: int) -> list[int]:
    """Drop `excess` tokens before the last TAIL_TOKENS, or as many as there are."""
    head, tail = body[:-TAIL_TOKENS], body[-TAIL_TOKENS:]
    return head[: max(0, len(head) - excess)] + tail


def _ids(tokenizer: Tokenizer, text: str) -> list[int]:
    return tokenizer.encode(text, add_special_tokens=False).ids


def until(stops: Sequence[str], pieces: Iterator[str]) -> Iterator[str]:
    """Yield the pieces up to the first of the `stops`, and ask for none after it. Half a stop is held back."""
    held = ""
    for piece in pieces:
        held += piece
        if found := [at for stop in stops if (at := held.find(stop)) >= 0]:
            if before := held[: min(found)]:
                yield before
            return
        keep = max((n for stop in stops for n in range(1, len(stop)) if held.endswith(stop[:n])), default=0)
        ready, held = held[: len(held) - keep], held[len(held) - keep :]
        if ready:
            yield ready
    if held:
        yield held
