"""Encoders whose attention knows how far apart two tokens are: DeBERTa, MPNet, XLNet."""

from __future__ import annotations

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Blueprint
from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.encoders import bert_blocks, bert_encoder, bert_feed_forward
from llmref.metrics.readers.stack import stack


def read_deberta(config: Config) -> Blueprint:
    """DeBERTa V2 (arXiv 2006.03654) and V3 (arXiv 2111.09543): a table of relative positions that all
    layers share; where keys and queries of positions have projections of their own, each layer does.
    """
    own = 0
    if config.required_flag("relative_attention") and not config.required_flag("share_att_key"):
        own = len(_position_kinds(config)) * (config.hidden + 1) * config.hidden
    return _deberta(config, own)


def read_deberta_v1(config: Config) -> Blueprint:
    """DeBERTa (arXiv 2006.03654): as V2, but keys have no biases, neither of words nor of positions."""
    kinds = _position_kinds(config) if config.required_flag("relative_attention") else set()
    if config.flag("talking_head", False):
        raise NotRecomputable("talking heads are not described")
    hidden = config.hidden
    return _deberta(config, len(kinds) * hidden * hidden + (hidden if "p2c" in kinds else 0) - hidden)


def _position_kinds(config: Config) -> set[str]:
    """Which of words and positions attend to which; positions among themselves have no projection."""
    kinds = config.value("pos_att_type")
    kinds = kinds.split("|") if isinstance(kinds, str) else kinds
    if not isinstance(kinds, list):
        raise NotRecomputable("pos_att_type is not known")
    return set(kinds) & {"c2p", "p2c"}


def _deberta(config: Config, own: int) -> Blueprint:
    """The encoder; ``own`` parameters in each attention beside four matrices with biases."""
    hidden = config.hidden
    types = config.count("type_vocab_size")
    tables, extra = {}, {}
    if config.required_flag("position_biased_input"):
        tables["positions"] = config.count("max_position_embeddings") * hidden
    if types:
        tables["token types"] = types * hidden
    if config.count("embedding_size", default=hidden) != hidden:
        raise NotRecomputable("embedding_size is not hidden_size")
    if config.required_flag("relative_attention"):
        buckets = config.count("position_buckets", default=-1)
        if buckets < 1:
            buckets = config.count("max_relative_positions", default=-1)
        if buckets < 1:
            buckets = config.count("max_position_embeddings")
        tables["relative positions"] = 2 * buckets * hidden
    if "layer_norm" in (config.word("norm_rel_ebd") or "none").split("|"):
        extra["norm of relative positions"] = 2 * hidden
    taps = config.count("conv_kernel_size", default=0)
    if taps:
        extra["convolution"] = hidden * hidden * taps + 3 * hidden
    return bert_encoder(
        config,
        bert_blocks(config, own),
        tables=tables,
        extra=extra,
        pooler=False,
    )


def read_mpnet(config: Config) -> Blueprint:
    """MPNet: relative position biases that all layers share."""
    hidden = config.hidden
    return bert_encoder(
        config,
        bert_blocks(config),
        tables={"positions": config.count("max_position_embeddings") * hidden},
        extra={
            "position biases": config.count("relative_attention_num_buckets") * config.heads
        },
    )


def read_xlnet(config: Config) -> Blueprint:
    """XLNet (arXiv 1906.08237): relative positions with a projection and biases in each layer; no biases on the
    four matrices; two vectors that tell segments apart. The embedding is the output matrix.
    """
    hidden = config.hidden
    if config.heads * config.head_dim != hidden:
        raise NotRecomputable("heads of XLNet that are not as wide as the model")
    attention = SoftmaxAttention(
        config.heads, config.kv_heads, config.head_dim, bidirectional=True, extra=hidden * hidden + 5 * hidden
    )
    blocks = stack(config, attention, bert_feed_forward(config), norms=4)
    return Blueprint(
        hidden, config.vocabulary, True, blocks, final_norm=0, tables={"masked word": hidden}, head_bias=True
    )


READERS: dict[str, Reader] = {
    "deberta": read_deberta_v1,
    "deberta-v2": read_deberta,
    "mpnet": read_mpnet,
    "xlnet": read_xlnet,
}
"""``model_type`` -> reader."""
