"""Decoders with attention that has short convolutions, and others of 2026 with gates on residual streams."""

from __future__ import annotations

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.parts.combined import Convolved
from llmref.metrics.parts.experts import ExpertFeedForward, Together
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.experts import blocks_of
from llmref.metrics.readers.layers import each_layer


def read_inkling(config: Config) -> Blueprint:
    """Inkling: relative positions from a projection, convolutions on keys, values and both halves.

    Layers with a window have heads of their own. The router scores the shared experts too; the embedding
    has a norm, and each feed-forward part one scale.
    """
    taps = config.count("conv_kernel_size")
    relative = config.count("d_rel")
    hidden = config.hidden

    def attention(near: bool) -> Convolved:
        part = "swa_" if near else ""
        heads = config.count(f"{part}num_attention_heads")
        kv_heads = config.count(f"{part}num_key_value_heads")
        width = config.count(f"{part}head_dim")
        window = config.count("sliding_window_size") if near else None
        extent = config.count("rel_extent") if window is None else window
        softmax = SoftmaxAttention(
            heads,
            kv_heads,
            width,
            qk_norm=2 * width,
            window=window,
            extra=hidden * heads * relative + relative * extent,
        )
        return Convolved(softmax, 2 * kv_heads * width + 2 * hidden, taps)

    near, full = attention(True), attention(False)
    local = set(config.numbers("local_layer_ids"))
    kinds = config.words("layer_types")
    if kinds is not None:
        named = each_layer(config, kinds, "layer_types")
        local = {i for i, kind in enumerate(named) if "sliding" in kind}
    elif not local:
        raise NotRecomputable("local_layer_ids is not known")
    mixers = [near if i in local else full for i in range(config.layers)]
    width, shared = config.count("moe_intermediate_size"), config.count("n_shared_experts")
    experts = ExpertFeedForward(
        config.count("n_routed_experts"),
        config.count("num_experts_per_tok"),
        width,
        shared_inner=width * shared,
        empty_experts=shared,
    )
    sparse = Together((experts,), extra=1)
    dense = DenseFeedForward(config.count("intermediate_size"), extra=1)
    types = each_layer(config, config.words("mlp_layer_types") or [], "mlp_layer_types")
    blocks = blocks_of(mixers, [sparse if kind == "sparse" else dense for kind in types])
    return Blueprint(
        hidden,
        config.vocabulary,
        config.tied,
        blocks,
        mtp_blocks=None if config.count("num_mtp_layers", default=0) else (),
        extra={"norm of the embedding": hidden},
    )


def read_muse_spark(config: Config) -> Blueprint:
    """Muse Spark: gated attention, experts in a narrower stream, gates on the residual stream.

    Norms of queries, keys and the attention's output have no weights.
    """
    gate = config.hidden * config.heads * config.head_dim
    bias = config.flag("attention_bias", False)
    if bias:
        raise NotRecomputable("biases of Muse Spark are not described")
    made = {
        window: SoftmaxAttention(config.heads, config.kv_heads, config.head_dim, window=window, extra=gate)
        for window in set(config.windows())
    }
    if config.words("layer_types") is None:
        raise NotRecomputable("layer_types is not known")
    narrow = config.count("moe_hidden_size")
    experts = ExpertFeedForward(
        config.count("num_local_experts"),
        config.count("num_experts_per_tok"),
        config.count("moe_intermediate_size"),
        latent=narrow,
    )
    # A norm before the experts and one after.
    sparse = Together((experts,), extra=2 * narrow)
    dense = DenseFeedForward(config.count("intermediate_size"))
    types = each_layer(config, config.words("mlp_layer_types") or [], "mlp_layer_types")
    parts = [sparse if kind == "sparse" else dense for kind in types]
    # Three norms with weights and two gates.
    blocks = blocks_of([made[window] for window in config.windows()], parts, norms=5)
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks)


def read_zaya(config: Config) -> Blueprint:
    """ZAYA1: compressed convolutional attention, one expert a token.

    Half of each value comes from the token before. Queries and keys pass a convolution by channel and one
    within heads. The router is a small network that may also choose no expert; active parameters are
    those of a token that has one.
    """
    hidden, width = config.hidden, config.count("head_dim")
    if config.flag("attention_bias", False):
        raise NotRecomputable("biases of ZAYA1 are not described")
    queries, keys = config.heads * width, config.kv_heads * width
    channels = queries + keys
    first, second = config.count("cca_time0"), config.count("cca_time1")
    if config.has("sliding_window"):
        raise NotRecomputable("windows of ZAYA1 are not described")
    attention = Convolved(
        SoftmaxAttention(config.heads, config.kv_heads, width),
        channels,
        first,
        # Convolution within heads, biases of both, and a temperature for each key head.
        extra=channels * width * second + 2 * channels + config.kv_heads,
        # Inputs of the second convolution, and the half value of the last token.
        extra_state=channels * (second - 1) + keys // 2,
    )
    inner, experts = config.count("router_hidden_size"), config.count("num_experts")
    router = (
        (hidden + 1) * inner
        + inner  # RMSNorm
        + 2 * (inner + 1) * inner
        + inner * (experts + 1)
    )
    routed = ExpertFeedForward(experts, config.count("num_experts_per_tok"), config.count("moe_intermediate_size"))

    def block(scales: int) -> Block:
        # The router is not one matrix of the residual stream's width.
        part = Together((routed,), extra=router - hidden * experts + scales)
        # Two norms, and a scale and a bias on each of two streams after each half.
        return Block(attention, part, norms=10)

    blocks = (block(0), *(block(inner),) * (config.layers - 1))
    return Blueprint(
        hidden,
        config.vocabulary,
        config.tied,
        blocks,
        head_bias=config.flag("lm_head_bias", False),
        extra={"scale and bias of the embedding": 2 * hidden},
    )


READERS: dict[str, Reader] = {
    "inkling_text": read_inkling,
    "muse_spark_text": read_muse_spark,
    "zaya": read_zaya,
}
"""``model_type`` -> reader."""
