"""DeepSeek V2 and V3, and what is built like them: latent attention, shared and routed experts."""

from __future__ import annotations

from dataclasses import replace

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.parts.contracts import FeedForward
from llmref.metrics.parts.experts import ExpertFeedForward, Together
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.parts.latent import Indexer, LatentAttention
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.layers import each_layer, sparse_layers, undescribed


def read_deepseek(config: Config) -> Blueprint:
    """DeepSeek V2, V3, R1, Kimi K2, GLM-4.7-Flash, Mistral 4 (arXiv 2412.19437, section 2).

    The bias that steers the choice of experts is a buffer, not a parameter, and is not counted.
    """
    return latent_model(config, [latent_attention(config)] * config.layers)


def read_sparse_deepseek(config: Config) -> Blueprint:
    """DeepSeek V3.2 and GLM-5: an indexer chooses the tokens that attention reads.

    In GLM-5.2 and later only layers that ``indexer_types`` calls full have an indexer; the shared ones
    after them read the same tokens.
    """
    attention = indexed_attention(config)
    reusing = replace(attention, indexer=None)
    mixers = [attention if own else reusing for own in own_indexers(config)]
    return latent_model(config, mixers, attention)


def own_indexers(config: Config) -> list[bool]:
    """Which layers have an indexer: ``indexer_types``, or all where nothing says otherwise.

    Raises:
        NotRecomputable: Some have none, and which ones is not known.
    """
    types = config.words("indexer_types")
    if types is None:
        if config.has("index_topk_freq") or config.has("index_topk_pattern"):
            raise NotRecomputable("indexer_types is not known")
        types = ["full"] * config.layers
    return [kind != "shared" for kind in each_layer(config, types, "indexer_types")]


def read_axk1(config: Config) -> Blueprint:
    """A.X K1: DeepSeek V3 with one more norm, on the output of the experts."""
    model = read_deepseek(config)
    experts = routed_experts(config)
    normed = tuple(replace(block, norms=3) if block.feed_forward == experts else block for block in model.blocks)
    return replace(model, blocks=normed, mtp_blocks=undescribed(config))


def read_axk2(config: Config) -> Blueprint:
    """A.X K2: sparse latent attention, gated norms.

    One projection makes queries and an output gate from the compressed query before and after its norm.
    The norm before the attention, and that before experts, has a gate of rank ``gated_norm_rank``.
    """
    plain = indexed_attention(config)
    rank = config.count("q_lora_rank")
    queries = config.heads * (plain.nope_dim + plain.rope_dim)
    fused = 2 * rank * (queries + config.heads * plain.value_dim)
    attention = replace(plain, extra=fused - rank * queries)
    model = latent_model(config, [attention] * config.layers)
    gate = 2 * config.hidden * config.count("gated_norm_rank")
    experts = routed_experts(config)
    blocks = {
        block: replace(block, extra=gate * (2 if block.feed_forward == experts else 1)) for block, _ in model.groups
    }
    return replace(model, blocks=tuple(blocks[b] for b in model.blocks), mtp_blocks=undescribed(config))


def read_mistral_large4(config: Config) -> Blueprint:
    """Mistral Large 4: sparse latent attention that some layers read from an earlier one.

    Layers without RoPE cache the latent alone. ``kv_source_layers`` has the layer whose latent each one
    reads, its own where nothing is printed.
    """
    plain = replace(indexed_attention(config, config.hidden), query_rank=None)
    heads, index_heads = config.heads, config.count("index_n_heads")
    if plain.indexer is None:
        raise NotRecomputable("the indexer is not known")
    # A LayerNorm of the indexer's input, and a scale and a bias of the scores of each head.
    indexer = replace(plain.indexer, extra=2 * config.hidden + 2 * index_heads)
    interval = config.count("no_rope_layer_interval", default=4)
    rotary = config.numbers("no_rope_layers") or [int(bool((i + 1) % interval)) for i in range(config.layers)]
    sources = config.numbers("kv_source_layers") or list(range(config.layers))

    def attention(own: bool, rope: int, shared: bool) -> LatentAttention:
        dim = plain.rope_dim
        return replace(
            plain,
            indexer=indexer if own else None,
            nope_dim=plain.nope_dim + (0 if rope else dim),
            rope_dim=dim if rope else 0,
            shared=shared,
            extra=2 * heads,
        )

    layers = zip(
        own_indexers(config),
        each_layer(config, rotary, "no_rope_layers"),
        [source != i for i, source in enumerate(each_layer(config, sources, "kv_source_layers"))],
        strict=True,
    )
    model = latent_model(config, [attention(*layer) for layer in layers])
    # One learned factor for each rotary frequency.
    extra = {"rotary frequencies": plain.rope_dim // 2}
    return replace(model, mtp_blocks=undescribed(config), extra=extra)


def read_dots3(config: Config) -> Blueprint:
    """dots3-note: latent attention gated by head, indexed in some layers and with a window in others.

    Windowed layers have heads and ranks of their own: ``swa_`` names in the published configuration, or
    ``attention_other_setting``. The rotary key has a norm.
    """
    plain = latent_attention(config)
    indexed = replace(indexed_attention(config), gate=config.heads, extra=plain.rope_dim)
    other = config.section("attention_other_setting")
    heads = other.count("num_attention_heads")
    near = replace(
        plain,
        heads=heads,
        kv_rank=other.count("kv_lora_rank"),
        nope_dim=other.count("qk_nope_head_dim"),
        gate=heads,
        window=config.count("sliding_window"),
        extra=plain.rope_dim,
    )
    kinds = each_layer(config, config.words("layer_types") or [], "layer_types")
    mixers = [near if kind == "sliding_attention" else indexed for kind in kinds]
    return replace(latent_model(config, mixers), mtp_blocks=None)


def read_dense_latent(config: Config) -> Blueprint:
    """MiniCPM3 and Youtu-LLM: latent attention and a dense feed-forward part."""
    bias = config.flag("mlp_bias", False)
    part = DenseFeedForward(config.count("intermediate_size"), bias=bias)
    block = Block(latent_attention(config), part)
    blocks = (block,) * config.layers
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks, mtp_blocks=undescribed(config))


def read_deepseek_moe(config: Config) -> Blueprint:
    """DeepSeekMoE 16B (arXiv 2401.06066): multi-head attention, shared and routed experts."""
    bias = config.flag("attention_bias", False)
    attention = SoftmaxAttention(config.heads, config.kv_heads, config.head_dim, bias, bias)
    experts, dense = routed_experts(config), DenseFeedForward(config.count("intermediate_size"))
    blocks = tuple(Block(attention, experts if sparse else dense) for sparse in sparse_layers(config))
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks)


def read_deepseek_vl2(config: Config) -> Blueprint:
    """DeepSeek-VL2 (arXiv 2412.10302) and DeepSeek-OCR: DeepSeek V2, in the small ones without latent attention."""
    return read_deepseek(config) if config.has("kv_lora_rank") else read_deepseek_moe(config)


def read_longcat(config: Config) -> Blueprint:
    """LongCat-Flash (arXiv 2509.01322): a layer is two attention blocks, two dense parts, one MoE.

    The router also chooses among experts that return their input. Of ``moe_topk`` choices a token
    uses on average the share that are experts; that average is the count of active parameters
    (8 of 12 in LongCat-Flash), and one token may use none of them or all.
    """
    attention = replace(latent_attention(config), query_rank=config.count("q_lora_rank"))
    dense = DenseFeedForward(config.count("ffn_hidden_size", "intermediate_size"))
    real, empty = config.count("n_routed_experts"), config.count("zero_expert_num")
    chosen = config.count("moe_topk", "num_experts_per_tok") * real
    if chosen % (real + empty):
        raise NotRecomputable("on average a token uses no whole number of experts")
    experts = ExpertFeedForward(
        real,
        chosen // (real + empty),
        config.count("expert_ffn_hidden_size", "moe_intermediate_size"),
        router_bias=config.flag("router_bias", False),
        empty_experts=empty,
    )
    layers = config.count("num_layers", "num_hidden_layers")
    blocks = (Block(attention, Together((dense, experts))), Block(attention, dense)) * layers
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks, mtp_blocks=undescribed(config))


def read_longcat_ngram(config: Config) -> Blueprint:
    """LongCat-Flash-Lite: LongCat-Flash with embeddings of n-grams added to those of words.

    ``emb_split_num`` tables for each length from 2 to ``emb_neighbor_num``; table i has
    ``ngram_vocab_size_ratio`` times the vocabulary, 2 i and one more rows, and a projection to the stream.
    """
    model = read_longcat(config)
    tables = config.count("emb_split_num") * (config.count("emb_neighbor_num") - 1)
    rows = config.count("ngram_vocab_size_ratio") * config.vocabulary
    width = config.hidden // tables
    ngrams = sum((rows + 2 * i + 1) * width for i in range(tables))
    return replace(model, ngrams=ngrams, extra={"n-grams": tables * width * config.hidden})


def latent_attention(config: Config, rope_dim: int | None = None) -> LatentAttention:
    """Latent attention under DeepSeek's names; ``rope_dim`` where it is not ``qk_rope_head_dim``."""
    return LatentAttention(
        config.heads,
        config.optional("q_lora_rank"),
        config.count("kv_lora_rank"),
        config.count("qk_nope_head_dim"),
        config.count("qk_rope_head_dim") if rope_dim is None else rope_dim,
        config.count("v_head_dim"),
        config.flag("attention_bias", False),
    )


def indexed_attention(config: Config, query_width: int | None = None) -> LatentAttention:
    """Latent attention to the tokens that its indexer chooses.

    The indexer's queries come from the compressed query, or from ``query_width`` numbers.
    """
    width = config.count("q_lora_rank") if query_width is None else query_width
    indexer = Indexer(config.count("index_n_heads"), config.count("index_head_dim"), width)
    return replace(latent_attention(config), indexer=indexer, top_k=config.count("index_topk"))


def routed_experts(config: Config) -> ExpertFeedForward:
    """Routed and shared experts under DeepSeek's names.

    Raises:
        NotRecomputable: They have biases, as no published model has.
    """
    if config.flag("mlp_bias", False):
        raise NotRecomputable("experts with biases are not described")
    width = config.count("moe_intermediate_size")
    return ExpertFeedForward(
        config.count("n_routed_experts", "num_local_experts", "num_experts"),
        config.count("num_experts_per_tok", "num_experts_per_token"),
        width,
        # 0 where it is null or not printed, as in MiMo-V2-Flash
        shared_inner=width * config.count("n_shared_experts", "num_shared_experts", default=0),
    )


def latent_model(config: Config, mixers: list[LatentAttention], predictor: LatentAttention | None = None) -> Blueprint:
    experts = routed_experts(config)
    sparse = sparse_layers(config)
    dense: FeedForward = experts
    if not all(sparse):
        dense = DenseFeedForward(config.count("intermediate_size"))
    kinds = {
        (mixer, kind): Block(mixer, experts if kind else dense) for mixer, kind in zip(mixers, sparse, strict=True)
    }
    blocks = tuple(kinds[pair] for pair in zip(mixers, sparse, strict=True))
    extra_blocks = config.count("num_nextn_predict_layers", default=0)
    return Blueprint(
        config.hidden,
        config.vocabulary,
        config.tied,
        blocks,
        mtp_blocks=(Block(predictor or mixers[0], experts),) * extra_blocks,
    )


READERS: dict[str, Reader] = {
    "axk1": read_axk1,
    "axk2": read_axk2,
    "deepseek": read_deepseek_moe,
    "deepseek_v2": read_deepseek,
    "deepseek_v3": read_deepseek,
    "deepseek_v32": read_sparse_deepseek,
    "deepseek_vl_v2": read_deepseek_vl2,
    "dots3_note_text": read_dots3,
    "glm4_moe_lite": read_deepseek,
    "glm_moe_dsa": read_sparse_deepseek,
    "kimi_k2": read_deepseek,
    "longcat_flash": read_longcat,
    "longcat_flash_ngram": read_longcat_ngram,
    "minicpm3": read_dense_latent,
    "mistral4": read_deepseek,
    "mistral_large4_text": read_mistral_large4,
    "sarvam_mla": read_deepseek,
    "youtu": read_dense_latent,
}
"""``model_type`` -> reader."""
