"""Zamba: Mamba layers, some with a transformer block whose weights all of them share."""

from __future__ import annotations

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.parts.combined import Parallel, Weightless
from llmref.metrics.parts.contracts import Mixer
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.parts.matrix import linear
from llmref.metrics.parts.state_space import Mamba2Mixer, MambaMixer
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.layers import each_layer

_NOTHING = DenseFeedForward(0)


def read_zamba(config: Config) -> Blueprint:
    """Zamba (arXiv 2405.16712): one shared block; its input is the stream beside the embedding.

    Heads of the Mamba layers [``n_mamba_heads``] share out the channels, which changes no count.
    """
    hidden = config.hidden
    mamba = MambaMixer(
        config.count("mamba_expand") * hidden,
        config.count("mamba_d_state"),
        config.count("mamba_d_conv"),
        config.count("mamba_dt_rank", default=-(-hidden // 16)),
        config.flag("mamba_conv_bias", True),
        config.flag("mamba_proj_bias", False),
        inner_norms=False,
    )
    period, offset = config.count("attn_layer_period", default=0), config.optional("attn_layer_offset")
    kinds = config.words("layers_block_type")
    if kinds is None:
        if not period or offset is None:
            raise NotRecomputable("layers_block_type is not known")
        # The third layer is hybrid; the period counts from the fourth.
        kinds = [
            "hybrid" if i == 2 or (i > 2 and (i - 3) % period == offset) else "mamba" for i in range(config.layers)
        ]
    inner = config.count("intermediate_size")
    return _shared(config, mamba, kinds, shared_blocks=1, inner=inner, adapters=(0, 0))


def read_zamba2(config: Config) -> Blueprint:
    """Zamba2 (arXiv 2411.15242): Mamba-2, shared blocks in turn, adapters of each use's own."""
    hidden = config.hidden
    if config.flag("add_bias_linear", False):
        raise NotRecomputable("biases of Zamba2 are not described")
    expanded = int((config.real("mamba_expand") or 0) * hidden)
    heads = config.count("n_mamba_heads")
    mamba = Mamba2Mixer(
        heads,
        expanded // heads,
        config.count("mamba_d_state"),
        config.count("mamba_ngroups"),
        config.count("mamba_d_conv"),
    )
    kinds = config.words("layers_block_type")
    if kinds is None:
        raise NotRecomputable("layers_block_type is not known")
    inner = config.count("intermediate_size", "ffn_hidden_size", default=4 * hidden)
    rank = config.count("adapter_rank")
    wide = 2 * hidden
    attention = 0
    if config.required_flag("use_shared_attention_adapter"):
        attention = 3 * (linear(wide, rank) + linear(rank, wide))
    feed_forward = linear(hidden, rank) + linear(rank, 2 * inner)
    blocks = config.count("num_mem_blocks")
    return _shared(config, mamba, kinds, blocks, inner, (attention, feed_forward))


def _shared(
    config: Config,
    mamba: MambaMixer | Mamba2Mixer,
    kinds: list[str],
    shared_blocks: int,
    inner: int,
    adapters: tuple[int, int],
) -> Blueprint:
    """Layers of which the hybrid ones use the shared blocks in turn, each use with its adapters.

    A shared block is counted where it is first used. Each use has a cache and work of its own.
    """
    hidden = config.hidden
    wide = 2 * hidden
    attention = SoftmaxAttention(
        config.heads, config.count("num_key_value_heads", default=config.heads), wide // config.heads
    )
    queries = attention.heads * attention.head_dim
    weights = (
        linear(wide, queries)
        + linear(wide, 2 * attention.kv_heads * attention.head_dim)
        + linear(queries, hidden)
        + 3 * hidden * inner  # gated feed-forward part
        + wide  # norm before the attention
        + hidden  # norm before the feed-forward part
    )
    own = hidden * hidden + sum(adapters)  # the projection back into the stream
    name = "state space with shared attention"
    shared = Weightless(attention)

    def hybrid(first: bool) -> Mixer:
        extra, reused = (own + weights, 0) if first else (own, weights)
        return Parallel((shared, mamba), name, extra=extra, reused=reused)

    mixers: list[Mixer] = []
    uses = 0
    first, again = hybrid(True), hybrid(False)
    for kind in each_layer(config, kinds, "layers_block_type"):
        if kind == "hybrid":
            mixers.append(first if uses < shared_blocks else again)
            uses += 1
        else:
            mixers.append(mamba)
    made = {id(mixer): Block(mixer, _NOTHING, norms=1) for mixer in mixers}
    blocks = tuple(made[id(mixer)] for mixer in mixers)
    return Blueprint(hidden, config.vocabulary, config.tied, blocks)


READERS: dict[str, Reader] = {
    "zamba": read_zamba,
    "zamba2": read_zamba2,
}
"""``model_type`` -> reader."""
