"""Decoders of the GPT-2 line whose feed-forward part has a gate: biases in all matrices, LayerNorms."""

from __future__ import annotations

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.parts.sparse_pattern import StridedAttention
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.decoder_kind import LAYER_NORM, DecoderKind
from llmref.metrics.readers.stack import tied_by_default

JAIS = DecoderKind(
    # The output embedding is the input's where a file does not say otherwise, as in GPT-2. Slopes of ALiBi are no
    # parameters.
    "Jais (arXiv 2308.16149) and BTLM (arXiv 2309.11568): GPT-2 with ALiBi and SwiGLU (vllm, models/jais.py)",
    attention_bias=True,
    mlp_bias=True,
    norm=LAYER_NORM,
    tied=tied_by_default,
)


def read_jais(config: Config) -> Blueprint:
    """Jais and BTLM, with the activation and the positions that all published sizes have."""
    for name, known in (("hidden_act", "swiglu"), ("position_embedding_type", "alibi")):
        if config.word(name) != known:
            raise NotRecomputable(f"{name} is {config.word(name) or 'not known'}")
    return JAIS(config)


def read_phi3small(config: Config) -> Blueprint:
    """Phi-3 Small (arXiv 2404.14219): grouped queries, a gated GELU, tied embeddings.

    Every ``dense_attention_every_n_layers``-th layer reads everything, the others read blocks. Files print
    ``attention_bias: false`` for one server; all projections have biases (vllm, models/phi3_small.py).
    """
    dim = config.head_dim
    dense = SoftmaxAttention(config.heads, config.count("num_key_value_heads"), dim, True, True)
    sparse = StridedAttention(
        config.heads,
        dense.kv_heads,
        dim,
        True,
        True,
        near=config.count("blocksparse_block_size") * config.count("blocksparse_num_local_blocks"),
        stride=config.count("blocksparse_vert_stride"),
    )
    period = config.count("dense_attention_every_n_layers")
    part = DenseFeedForward(config.count("intermediate_size"), bias=True)
    kinds = {full: Block(dense if full else sparse, part, norms=4) for full in (True, False)}
    blocks = tuple(kinds[(i + 1) % period == 0] for i in range(config.layers))
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks, final_norm=2)


READERS: dict[str, Reader] = {
    "btlm": read_jais,
    "jais": read_jais,
    "phi3small": read_phi3small,
}
"""``model_type`` -> reader."""
