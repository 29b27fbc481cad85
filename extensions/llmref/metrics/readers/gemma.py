"""The Gemma line: gated GELU, tied embeddings, heads of a width of their own."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.parts.experts import ExpertFeedForward, Together
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.decoder_kind import (
    DecoderKind,
    Windows,
    head_norms,
    optional,
    patterned_windows_if_any,
)
from llmref.metrics.readers.stack import tied_by_default


def _alternating(config: Config) -> Windows:
    if config.words("layer_types") is not None:
        return config.windows()
    size = config.count("sliding_window")
    return [None if i % 2 else size for i in range(config.layers)]


GEMMA = DecoderKind(
    "Gemma (arXiv 2403.08295)",
    attention_bias=optional("attention_bias"),
    tied=tied_by_default,
    required=("head_dim",),  # not hidden_size / num_attention_heads in all of the family
)

GEMMA3 = replace(
    GEMMA,
    source="Gemma 3: four norms a block, norms of queries and keys, five sliding-window layers to one global one;"
    " EmbeddingGemma is an encoder",
    qk_norm=head_norms,
    bidirectional=lambda config: config.value("use_bidirectional_attention") in (True, "all"),
    norms=4,
    windows=patterned_windows_if_any,
)


def read_gemma3n(config: Config) -> Blueprint:
    """Gemma 3n: one more embedding for each layer, AltUp, LAuReL,
    and last layers that read the keys and values of earlier ones.

    The streams of AltUp are ``altup_num_inputs`` copies of the residual stream.
    """
    hidden, layers = config.hidden, config.layers
    each = config.count("hidden_size_per_layer_input")
    streams = config.count("altup_num_inputs")
    bias = config.flag("attention_bias", False)
    inners = config.numbers("intermediate_size") or [config.count("intermediate_size")] * layers
    windows = config.windows()
    if config.words("layer_types") is None or len(inners) != layers:
        raise NotRecomputable("layer_types or intermediate_size do not say what each layer is")
    first_shared = layers - config.count("num_kv_shared_layers")
    altup = streams**2 + streams**3 + hidden * streams + 2 * hidden  # two maps, router, norm, scale
    laurel = 2 * hidden * config.count("laurel_rank") + hidden
    per_layer = 2 * hidden * each + hidden

    @cache
    def block(window: int | None, inner: int, shared: bool) -> Block:
        attention = SoftmaxAttention(
            config.heads,
            config.kv_heads,
            config.count("head_dim"),
            bias,
            bias,
            config.count("head_dim") * (1 if shared else 2),
            window=window,
            shared_kv=shared,
        )
        return Block(attention, DenseFeedForward(inner), 4, altup + laurel + per_layer)

    return Blueprint(
        hidden,
        config.vocabulary,
        tied_by_default(config),
        tuple(
            block(window, inner, i >= first_shared)
            for i, (window, inner) in enumerate(zip(windows, inners, strict=True))
        ),
        tables={
            "embedding of each layer": config.count("vocab_size_per_layer_input") * layers * each
        },
        extra={
            "projection to all layers": hidden * layers * each + each,
            "AltUp projections": 2 * (streams - 1) * hidden * hidden,
        },
    )


def read_gemma4(config: Config) -> Blueprint:
    """Gemma 4: global layers with heads and key-value heads of their own, whose values may be the
    projected keys; E2B and E4B have embeddings for each layer and share keys and values; 26B-A4B has
    experts beside each dense feed-forward part.

    transformers caches keys and values apart even where one projection makes both.
    """
    if config.words("layer_types") is None:
        raise NotRecomputable("layer_types is not known")
    hidden, layers = config.hidden, config.layers
    each = config.count("hidden_size_per_layer_input")
    bias = config.flag("attention_bias", False)
    same = config.required_flag("attention_k_eq_v")
    local = config.count("head_dim")
    wide = config.count("global_head_dim")
    global_kv = config.count("num_global_key_value_heads", default=config.kv_heads)
    first_shared = layers - config.count("num_kv_shared_layers")
    per_layer = 2 * hidden * each + hidden if each else 0
    inner = config.count("intermediate_size")
    double = config.required_flag("use_double_wide_mlp")

    @cache
    def block(window: int | None, shared: bool) -> Block:
        dim = local if window else wide
        attention = SoftmaxAttention(
            config.heads,
            config.kv_heads if window or not same else global_kv,
            dim,
            bias,
            bias,
            dim * (1 if shared else 2),
            window=window,
            shared_kv=shared,
            value_is_key=same and not window,
        )
        dense = DenseFeedForward(inner * (2 if double and shared else 1))
        if not config.required_flag("enable_moe_block"):
            return Block(attention, dense, 4, per_layer)
        experts = ExpertFeedForward(
            config.count("num_experts"),
            config.count("top_k_experts"),
            config.count("moe_intermediate_size"),
        )
        # The router scales each channel of its input and each expert's gate.
        both = Together((dense, experts), extra=hidden + experts.experts)
        return Block(attention, both, 7, per_layer)

    return Blueprint(
        hidden,
        config.vocabulary,
        tied_by_default(config),
        tuple(block(window, i >= first_shared) for i, window in enumerate(config.windows())),
        tables={
            "embedding of each layer": config.count("vocab_size_per_layer_input") * layers * each
        }
        if each
        else {},
        extra={"projection to all layers": hidden * layers * each + each} if each else {},
    )


def read_diffusion_gemma(config: Config) -> Blueprint:
    """DiffusionGemma: Gemma 4, whose input takes in the last step's output by a norm and a gated feed-forward part.

    One set of weights encodes the prompt and fills in the block that is written.
    """
    model = read_gemma4(config)
    inner = config.count("intermediate_size")
    conditioning = config.hidden + 3 * config.hidden * inner
    return replace(model, extra={**model.extra, "self-conditioning": conditioning})


def read_embedding_gemma2(config: Config) -> Blueprint:
    """EmbeddingGemma 2: an encoder with Gemma 4's wider global layers, whose signal for each layer is projected
    from the input alone; a last projection makes the vector of a text.

    ``sliding_window`` is how far a token sees to either side.
    """
    if config.words("layer_types") is None:
        raise NotRecomputable("layer_types is not known")
    hidden, each = config.hidden, config.count("hidden_size_per_layer_input")
    bias = config.flag("attention_bias", False)

    @cache
    def block(radius: int | None) -> Block:
        dim = config.count("head_dim" if radius else "global_head_dim")
        attention = SoftmaxAttention(
            config.heads,
            config.count("num_key_value_heads" if radius else "num_global_key_value_heads"),
            dim,
            bias,
            bias,
            2 * dim,
            window=2 * radius + 1 if radius else None,
            bidirectional=True,
        )
        return Block(attention, DenseFeedForward(config.count("intermediate_size")), 4, 2 * hidden * each + hidden)

    return Blueprint(
        hidden,
        config.vocabulary,
        tied_by_default(config),
        tuple(block(radius) for radius in config.windows()),
        extra={
            "projection to all layers": hidden * config.layers * each + each,
            "projection to the vector": hidden * config.count("embedding_dim"),
        },
    )


READERS: dict[str, Reader] = {
    "diffusion_gemma": read_diffusion_gemma,
    "embedding_gemma2_text": read_embedding_gemma2,
    "gemma": GEMMA,
    "gemma2": replace(
        GEMMA,
        source="Gemma 2 (arXiv 2408.00118): four norms a block; every other layer has a window, from the first",
        norms=4,
        windows=_alternating,
    ),
    "gemma3": GEMMA3,
    "gemma3_text": GEMMA3,
    "gemma3n": read_gemma3n,
    "gemma3n_text": read_gemma3n,
    "gemma4": read_gemma4,
    "gemma4_text": read_gemma4,
    "gemma4_unified_text": read_gemma4,
    "vaultgemma": replace(
        GEMMA, source="VaultGemma: Gemma 2 without the norms after each part", windows=_alternating
    ),
}
"""``model_type`` -> reader."""
