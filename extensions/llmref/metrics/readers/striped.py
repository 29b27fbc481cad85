"""Attention in turn with something else: long convolutions, linear attention, state spaces, gated memories."""

from __future__ import annotations

from dataclasses import replace

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Blueprint
from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.parts.combined import Parallel
from llmref.metrics.parts.contracts import Mixer
from llmref.metrics.parts.convolution import HyenaFilter
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.parts.linear import LightningAttention
from llmref.metrics.parts.sparse_pattern import DifferentialAttention, PooledChoiceAttention
from llmref.metrics.parts.state_space import GatedMemory, HeadedMambaMixer, MambaMixer
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.experts import blocks_of
from llmref.metrics.readers.layers import each_layer


def read_stripedhyena(config: Config) -> Blueprint:
    """StripedHyena: attention in the layers of ``attn_layer_idxs``, long convolutions in the others.

    ``hyena_filter_groups`` channels share poles and residues; 1 gives each its own.
    """
    chosen = set(config.numbers("attn_layer_idxs"))
    if not chosen:
        raise NotRecomputable("attn_layer_idxs is not known")
    hidden = config.hidden
    attention = SoftmaxAttention(config.heads, config.count("num_key_value_heads"), config.head_dim)
    hyena = HyenaFilter(
        hidden,
        config.count("state_size"),
        hidden // config.count("hyena_filter_groups"),
        config.count("short_filter_length"),
        config.required_flag("short_filter_bias"),
    )
    mixers: list[Mixer] = [attention if i in chosen else hyena for i in range(config.layers)]
    part = DenseFeedForward(config.count("intermediate_size"))
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks_of(mixers, [part] * config.layers))


def read_phi4flash(config: Config) -> Blueprint:
    """Phi-4 Mini Flash (arXiv 2507.06607): SambaY, a decoder whose second half reads one cache.

    Every ``mb_per_layer``-th layer, from the first, is Mamba, the others attend to a window. The first
    layers of the second half are one more Mamba and the only full attention that caches; after them, Mamba
    gives way to gates on its output and attention has queries only. Mamba's shape is that of its module,
    whatever the file prints (vllm, models/phi4flash.py).
    """
    hidden, dim = config.hidden, config.head_dim
    if config.count("mb_per_layer") != 2 or config.layers % 4:
        raise NotRecomputable("mb_per_layer is not 2, or the halves do not begin with Mamba")
    half = config.layers // 2
    full = DifferentialAttention(
        config.heads, config.count("num_key_value_heads"), dim, True, True, extra=4 * dim + 2 * dim
    )
    near, cross = replace(full, window=config.count("sliding_window")), replace(full, shared_kv=True)
    mamba = MambaMixer(2 * hidden, 16, 4, -(-hidden // 16), inner_norms=False)
    memory = GatedMemory(2 * hidden)
    mixers: list[Mixer] = [mamba if i % 2 == 0 else near for i in range(half)]
    mixers += [mamba, full]
    mixers += [memory if i % 2 == 0 else cross for i in range(half + 2, config.layers)]
    part = DenseFeedForward(config.count("intermediate_size"))
    blocks = blocks_of(mixers, [part] * config.layers, norms=4)
    return Blueprint(hidden, config.vocabulary, config.tied, blocks, final_norm=2)


def read_minicpm_sala(config: Config) -> Blueprint:
    """MiniCPM-SALA: lightning attention and, in a quarter of the layers, attention to chosen blocks.

    ``mixer_types`` names each layer. Both kinds gate their output; lightning layers have norms of queries,
    keys and output (sglang, models/minicpm.py).
    """
    dim, sparse = config.head_dim, config.section("sparse_config")
    if config.flag("attention_bias", False):
        raise NotRecomputable("projections with biases are not described")
    if not config.required_flag("qk_norm") or not config.required_flag("use_output_norm"):
        raise NotRecomputable("lightning layers without norms are not described")
    if not config.required_flag("use_output_gate") or not config.required_flag("attn_use_output_gate"):
        raise NotRecomputable("layers without output gates are not described")
    heads, width = config.count("lightning_nh"), config.count("lightning_head_dim")
    if config.count("lightning_nkv") != heads:
        raise NotRecomputable("lightning_nkv is not lightning_nh")
    chosen = PooledChoiceAttention(
        config.heads,
        config.count("num_key_value_heads"),
        dim,
        extra=config.hidden * config.heads * dim,
        dense=sparse.count("dense_len"),
        read=sparse.count("topk") * sparse.count("block_size") + sparse.count("window_size"),
        stride=sparse.count("kernel_stride"),
    )
    lightning = LightningAttention(heads, width, heads * width, 2 * width)
    named: dict[str, Mixer] = {"minicpm4": chosen, "lightning-attn": lightning}
    kinds = each_layer(config, config.words("mixer_types") or [], "mixer_types")
    if unknown := set(kinds) - set(named):
        raise NotRecomputable(f"mixer_types has {min(unknown)}")
    part = DenseFeedForward(config.count("intermediate_size"))
    blocks = blocks_of([named[kind] for kind in kinds], [part] * config.layers)
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks)


def read_plamo2(config: Config) -> Blueprint:
    """PLaMo 2: windowed attention in the middle of every ``mamba_step`` layers, Mamba in the others.

    Norms stand before and after each part; queries and keys have norms with a scale a head (mlx-lm,
    models/plamo2.py).
    """
    heads, dim, hidden = config.heads, config.head_dim, config.hidden
    kv_heads, step = config.count("num_key_value_heads"), config.count("mamba_step")
    attention = SoftmaxAttention(
        heads, kv_heads, dim, qk_norm=(heads + kv_heads) * dim, window=config.count("attention_window_size")
    )
    if config.numbers("full_attention_idx") or config.layers <= step // 2:
        raise NotRecomputable("layers with full attention are not described")
    mamba = HeadedMambaMixer(
        config.count("mamba_num_heads"),
        dim,
        config.count("mamba_d_state"),
        config.count("mamba_d_conv"),
        max(64, hidden // 16),
    )
    mixers: list[Mixer] = [attention if i % step == step // 2 else mamba for i in range(config.layers)]
    part = DenseFeedForward(config.count("intermediate_size"))
    blocks = blocks_of(mixers, [part] * config.layers, norms=4)
    return Blueprint(hidden, config.vocabulary, config.tied, blocks)


def read_hymba(config: Config) -> Blueprint:
    """Hymba (arXiv 2411.13676): attention and Mamba heads side by side, with one output projection.

    The norms of both outputs are averaged. Layers outside of ``global_attn_idx`` see a window; the later
    layers of each list in ``kv_reuse_group`` read the keys and values of its first. Values are as wide as
    Mamba's channels. Keys and values of the learned tokens that precede every text are the same for all
    and are not counted in the cache.
    """
    hidden, heads = config.hidden, config.heads
    inner = config.count("mamba_expand") * hidden
    groups = config.value("kv_reuse_group")
    if not isinstance(groups, list) or not all(isinstance(group, list) for group in groups):
        raise NotRecomputable("kv_reuse_group is not known")
    readers = {layer for group in groups for layer in group[1:]}
    full = set(config.numbers("global_attn_idx"))
    # Both halves would have an output projection; two norms stand before the one that there is.
    own = SoftmaxAttention(
        heads, config.kv_heads, config.head_dim, value_dim=inner // heads, extra=2 * inner - inner * hidden
    )
    mamba = MambaMixer(
        inner, config.count("mamba_d_state"), config.count("mamba_d_conv"), config.count("mamba_dt_rank")
    )

    def mixer(shared: bool, window: int | None) -> Mixer:
        attention = replace(own, shared_kv=shared, window=window)
        return Parallel((attention, mamba), f"{attention.kind} beside {mamba.kind}")

    size = config.count("sliding_window")
    kinds = [(i in readers, None if i in full else size) for i in range(config.layers)]
    made = {kind: mixer(*kind) for kind in set(kinds)}
    part = DenseFeedForward(config.count("intermediate_size"))
    blocks = blocks_of([made[kind] for kind in kinds], [part] * config.layers)
    tokens = config.count("num_memory_tokens") * hidden
    return Blueprint(hidden, config.vocabulary, config.tied, blocks, extra={"meta tokens": tokens})


READERS: dict[str, Reader] = {
    "hymba": read_hymba,
    "minicpm_sala": read_minicpm_sala,
    "phi4flash": read_phi4flash,
    "plamo2": read_plamo2,
    "stripedhyena": read_stripedhyena,
}
"""``model_type`` -> reader."""
