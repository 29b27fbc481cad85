"""Encoders: what transformers' AutoModelForMaskedLM builds, with the head that predicts masked words.

Where ``architectures`` says that the body alone was published (``BertModel``, as in most embedding
models), it is counted as such: without that head, with the pooler that the class has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.stack import stack, tied_by_default


def bert_encoder(
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
    body = body_alone(config)
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


def body_alone(config: Config) -> bool:
    """Whether ``architectures`` names the class without a head."""
    names = config.words("architectures") or []
    return bool(names) and names[0].endswith("Model")


def _refuse_decoders(config: Config) -> None:
    if config.flag("is_decoder", False):
        raise NotRecomputable("is_decoder is true")


def bert_attention(config: Config, extra: int = 0) -> SoftmaxAttention:
    """Attention with four biases that sees both sides; ``extra`` weights beside its matrices."""
    return SoftmaxAttention(
        config.heads,
        config.heads,
        config.hidden // config.heads,
        True,
        True,
        bidirectional=True,
        extra=extra,
    )


def bert_feed_forward(config: Config) -> DenseFeedForward:
    """Two matrices with biases."""
    return DenseFeedForward(config.count("intermediate_size"), gated=False, bias=True)


def bert_blocks(config: Config, extra: int = 0) -> tuple[Block, ...]:
    """Layers with a LayerNorm for each part; ``extra`` weights in each attention."""
    return stack(config, bert_attention(config, extra), bert_feed_forward(config), norms=4)


def _bert_tables(config: Config, width: int) -> dict[str, int]:
    return {
        "positions": config.count("max_position_embeddings") * width,
        "token types": config.count("type_vocab_size") * width,
    }


def read_bert(config: Config) -> Blueprint:
    """BERT (arXiv 1810.04805), RoBERTa (arXiv 1907.11692) and XLM-RoBERTa (arXiv 1911.02116)."""
    _refuse_decoders(config)
    blocks = bert_blocks(config)
    return bert_encoder(config, blocks, tables=_bert_tables(config, config.hidden))


def read_xlm_roberta_xl(config: Config) -> Blueprint:
    """XLM-RoBERTa XL: norms before each part and after the last layer, none after the embeddings."""
    _refuse_decoders(config)
    blocks = bert_blocks(config)
    tables = _bert_tables(config, config.hidden)
    return bert_encoder(config, blocks, tables=tables, norm=0, final_norm=2)


def read_distilbert(config: Config) -> Blueprint:
    """DistilBERT (arXiv 1910.01108): no token types and no pooler."""
    blocks = bert_blocks(config)
    positions = {"positions": config.count("max_position_embeddings") * config.hidden}
    return bert_encoder(config, blocks, tables=positions, pooler=False)


def read_albert(config: Config) -> Blueprint:
    """ALBERT (arXiv 1909.11942): a narrow embedding, and one block that all layers share."""
    if config.count("num_hidden_groups") != 1 or config.count("inner_group_num") != 1:
        raise NotRecomputable("ALBERT with more than one block")
    width = config.count("embedding_size")
    return bert_encoder(
        config,
        (Block(bert_attention(config), bert_feed_forward(config), 4),),
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
    blocks = bert_blocks(config)
    model = bert_encoder(
        config,
        blocks,
        tables=_bert_tables(config, width),
        width=width,
        extra=extra,
        pooler=False,
    )
    if (config.words("architectures") or [""])[0] != "ElectraForPreTraining":
        return model
    head = {"prediction head": hidden * hidden + 2 * hidden + 1}
    return replace(model, tied=True, head_bias=False, extra={**model.extra, **head})


READERS: dict[str, Reader] = {
    "albert": read_albert,
    "bert": read_bert,
    "camembert": read_bert,
    "distilbert": read_distilbert,
    "electra": read_electra,
    "roberta": read_bert,
    "xlm-roberta": read_bert,
    "xlm-roberta-xl": read_xlm_roberta_xl,
}
"""``model_type`` -> reader."""
