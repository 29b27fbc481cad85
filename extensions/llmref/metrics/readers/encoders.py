"""Encoders: what transformers' AutoModelForMaskedLM builds, with the head that predicts masked words.

Where ``architectures`` says that the body alone was published (``BertModel``, as in most embedding
models), it is counted as such: without that head, with the pooler that the class has.
"""

from __future__ import annotations

from collections.abc import Mapping

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.stack import stack, tied_by_default


def _encoder(
    config: Config,
    blocks: tuple[Block, ...],
    *,
    tables: Mapping[str, int],
    norm: int = 2,
    head: int = 2,
    head_bias: bool = True,
    pooler: bool = True,
    width: int | None = None,
    extra: Mapping[str, int] | None = None,
    final_norm: int = 0,
    passes: int = 1,
) -> Blueprint:
    """An encoder with BERT's embeddings and head.

    Args:
        norm: Weights for each channel of the norm after the embeddings.
        head: The same of the norm in the head, which also has one matrix with a bias.
        pooler: The body alone has a matrix with a bias for the first token's vector.
        width: Columns of the embedding, and the width of the head, where they are not ``hidden_size``.
    """
    hidden = config.hidden
    columns = width or hidden
    parts = {"embedding norm": norm * columns, **(extra or {})}
    body = _body_alone(config)
    if body and pooler:
        parts["pooler"] = hidden * hidden + hidden
    elif not body:
        parts["prediction head"] = hidden * columns + columns + head * columns
    return Blueprint(
        hidden,
        config.vocabulary,
        body or tied_by_default(config),
        blocks,
        final_norm=final_norm,
        head_bias=head_bias and not body,
        extra=parts,
        embedding_width=width,
        tables=tables,
        passes=passes,
    )


def _body_alone(config: Config) -> bool:
    names = config.words("architectures") or []
    return bool(names) and names[0].endswith("Model")


def _refuse_decoders(config: Config) -> None:
    if config.flag("is_decoder", False):
        raise NotRecomputable("is_decoder is true")


def _attention(config: Config, extra: int = 0) -> SoftmaxAttention:
    return SoftmaxAttention(
        config.heads,
        config.heads,
        config.hidden // config.heads,
        True,
        True,
        bidirectional=True,
        extra=extra,
    )


def _plain(config: Config) -> DenseFeedForward:
    return DenseFeedForward(config.count("intermediate_size"), gated=False, bias=True)


def _bert_tables(config: Config, width: int) -> dict[str, int]:
    return {
        "positions": config.count("max_position_embeddings") * width,
        "token types": config.count("type_vocab_size") * width,
    }


def read_bert(config: Config) -> Blueprint:
    """BERT (arXiv 1810.04805), RoBERTa (arXiv 1907.11692) and XLM-RoBERTa (arXiv 1911.02116)."""
    _refuse_decoders(config)
    blocks = stack(config, _attention(config), _plain(config), norms=4)
    return _encoder(config, blocks, tables=_bert_tables(config, config.hidden))


def read_xlm_roberta_xl(config: Config) -> Blueprint:
    """XLM-RoBERTa XL: norms before each part and after the last layer, none after the embeddings."""
    _refuse_decoders(config)
    blocks = stack(config, _attention(config), _plain(config), norms=4)
    tables = _bert_tables(config, config.hidden)
    return _encoder(config, blocks, tables=tables, norm=0, final_norm=2)


def read_distilbert(config: Config) -> Blueprint:
    """DistilBERT (arXiv 1910.01108): no token types and no pooler."""
    blocks = stack(config, _attention(config), _plain(config), norms=4)
    positions = {"positions": config.count("max_position_embeddings") * config.hidden}
    return _encoder(config, blocks, tables=positions, pooler=False)


def read_albert(config: Config) -> Blueprint:
    """ALBERT (arXiv 1909.11942): a narrow embedding, and one block that all layers share."""
    if config.count("num_hidden_groups") != 1 or config.count("inner_group_num") != 1:
        raise NotRecomputable("ALBERT with more than one block")
    width = config.count("embedding_size")
    return _encoder(
        config,
        (Block(_attention(config), _plain(config), 4),),
        tables=_bert_tables(config, width),
        width=width,
        extra={"projection of the embedding": width * config.hidden + config.hidden},
        passes=config.layers,
    )


def read_electra(config: Config) -> Blueprint:
    """ELECTRA (arXiv 2003.10555): the generator, which predicts masked words, or with
    ``ElectraForPreTraining`` in ``architectures`` the discriminator.
    """
    _refuse_decoders(config)
    hidden, width = config.hidden, config.count("embedding_size")
    extra = {} if width == hidden else {"projection of the embedding": (width + 1) * hidden}
    blocks = stack(config, _attention(config), _plain(config), norms=4)
    model = _encoder(
        config,
        blocks,
        tables=_bert_tables(config, width),
        width=width,
        extra=extra,
        pooler=False,
    )
    if (config.words("architectures") or [""])[0] != "ElectraForPreTraining":
        return model
    extra = {**model.extra, "prediction head": hidden * hidden + 2 * hidden + 1}
    return Blueprint(
        hidden,
        model.vocabulary,
        True,
        blocks,
        final_norm=0,
        extra=extra,
        embedding_width=width,
        tables=model.tables,
    )


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
    attention = _attention(config, own)
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
    return _encoder(
        config,
        stack(config, attention, _plain(config), norms=4),
        tables=tables,
        extra=extra,
        pooler=False,
    )


def read_mpnet(config: Config) -> Blueprint:
    """MPNet: relative position biases that all layers share."""
    hidden = config.hidden
    return _encoder(
        config,
        stack(config, _attention(config), _plain(config), norms=4),
        tables={"positions": config.count("max_position_embeddings") * hidden},
        extra={
            "position biases": config.count("relative_attention_num_buckets") * config.heads
        },
    )


def read_modernbert(config: Config) -> Blueprint:
    """ModernBERT (arXiv 2412.13663): no norm before the first attention, a window in all but every
    ``global_attn_every_n_layers``-th layer, from the first; no positions.
    """
    hidden = config.hidden
    bias = config.required_flag("attention_bias")
    norm = 2 if config.required_flag("norm_bias") else 1
    inner = DenseFeedForward(
        config.count("intermediate_size"), bias=config.required_flag("mlp_bias")
    )
    size = config.count("local_attention")
    types = config.words("layer_types")
    if types is None:
        every = config.count("global_attn_every_n_layers")
        types = ["sliding_attention" if i % every else "full_attention" for i in range(config.layers)]

    def block(window: int | None, norms: int) -> Block:
        attention = SoftmaxAttention(
            config.heads,
            config.heads,
            hidden // config.heads,
            bias,
            bias,
            window=window,
            bidirectional=True,
        )
        return Block(attention, inner, norms)

    windows = [size if kind == "sliding_attention" else None for kind in types]
    kinds = {window: block(window, 2 * norm) for window in set(windows)}
    body = _body_alone(config)
    head = {} if body else {"prediction head": hidden * hidden + norm * hidden}
    return Blueprint(
        hidden,
        config.vocabulary,
        body or tied_by_default(config),
        (block(windows[0], norm), *(kinds[window] for window in windows[1:])),
        final_norm=norm,
        head_bias=config.required_flag("decoder_bias") and not body,
        extra={"embedding norm": norm * hidden, **head},
    )


def read_nomic_bert(config: Config) -> Blueprint:
    """Nomic BERT as transformers has it (arXiv 2402.01613): rotary positions, gated, no biases."""
    types = {"token types": config.count("type_vocab_size") * config.hidden}
    attention = SoftmaxAttention(
        config.heads, config.heads, config.head_dim, bidirectional=True
    )
    inner = DenseFeedForward(config.count("intermediate_size"))
    blocks = stack(config, attention, inner, norms=4)
    return _encoder(config, blocks, tables=types, pooler=False)


def read_gte(config: Config) -> Blueprint:
    """mGTE as transformers has it (arXiv 2407.19669): rotary positions; gated, with a bias on the
    output alone.
    """
    hidden = config.hidden
    types = config.count("type_vocab_size")
    inner = DenseFeedForward(config.count("intermediate_size"), extra=hidden)
    blocks = stack(config, _attention(config), inner, norms=4)
    tables = {"token types": types * hidden} if types else {}
    return _encoder(config, blocks, tables=tables, pooler=False)


def read_eurobert(config: Config) -> Blueprint:
    """EuroBERT: Llama's block without the causal mask."""
    bias = config.flag("attention_bias", False)
    mlp_bias = config.flag("mlp_bias", False)
    attention = SoftmaxAttention(
        config.heads, config.kv_heads, config.head_dim, bias, bias, bidirectional=True
    )
    inner = DenseFeedForward(config.count("intermediate_size"), bias=mlp_bias)
    body = _body_alone(config)
    return Blueprint(
        config.hidden,
        config.vocabulary,
        body or config.tied,
        stack(config, attention, inner),
        head_bias=mlp_bias and not body,
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
    blocks = stack(config, attention, _plain(config), norms=4)
    return Blueprint(
        hidden, config.vocabulary, True, blocks, final_norm=0, tables={"masked word": hidden}, head_bias=True
    )


READERS: dict[str, Reader] = {
    "albert": read_albert,
    "bert": read_bert,
    "camembert": read_bert,
    "deberta": read_deberta_v1,
    "deberta-v2": read_deberta,
    "distilbert": read_distilbert,
    "electra": read_electra,
    "eurobert": read_eurobert,
    "gte": read_gte,
    "modernbert": read_modernbert,
    "mpnet": read_mpnet,
    "nomic_bert": read_nomic_bert,
    "roberta": read_bert,
    "xlm-roberta": read_bert,
    "xlnet": read_xlnet,
    "xlm-roberta-xl": read_xlm_roberta_xl,
}
"""``model_type`` -> reader."""
