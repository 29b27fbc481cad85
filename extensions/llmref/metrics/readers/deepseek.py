"""DeepSeek V2 and V3, and what is built like them: latent attention, shared and routed experts."""

from __future__ import annotations

from dataclasses import replace

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import (
    Block,
    Blueprint,
    DenseFeedForward,
    FeedForward,
    SoftmaxAttention,
)
from llmref.metrics.parts.experts import ExpertFeedForward, Together
from llmref.metrics.parts.latent import Indexer, LatentAttention
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.layers import each_layer, sparse_layers, undescribed


def read_deepseek(config: Config) -> Blueprint:
    """DeepSeek V2, V3, R1, Kimi K2, GLM-4.7-Flash, Mistral 4 (arXiv 2412.19437, section 2).

    The bias that steers the choice of experts is a buffer, not a parameter, and is not counted.
    """
    return _latent_model(config, [latent_attention(config)] * config.layers)


def read_sparse_deepseek(config: Config) -> Blueprint:
    """DeepSeek V3.2 and GLM-5: an indexer chooses the tokens that attention reads.

    In GLM-5.2 and later only layers that ``indexer_types`` calls full have an indexer; the shared ones
    after them read the same tokens.
    """
    attention = indexed_attention(config)
    reusing = replace(attention, indexer=None)
    types = config.words("indexer_types")
    if types is None:
        if config.has("index_topk_freq") or config.has("index_topk_pattern"):
            raise NotRecomputable("indexer_types is not known")
        types = ["full"] * config.layers
    kinds = each_layer(config, types, "indexer_types")
    mixers = [reusing if kind == "shared" else attention for kind in kinds]
    return _latent_model(config, mixers, attention)


def read_axk1(config: Config) -> Blueprint:
    """A.X K1: DeepSeek V3 with one more norm, on the output of the experts."""
    model = read_deepseek(config)
    experts = routed_experts(config)
    normed = tuple(replace(block, norms=3) if block.feed_forward == experts else block for block in model.blocks)
    return replace(model, blocks=normed, mtp_blocks=undescribed(config))


def read_dense_latent(config: Config) -> Blueprint:
    """MiniCPM3 and Youtu-LLM: latent attention and a dense feed-forward part."""
    block = Block(latent_attention(config), DenseFeedForward(config.count("intermediate_size")))
    blocks = (block,) * config.layers
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks, mtp_blocks=undescribed(config))


def read_deepseek_moe(config: Config) -> Blueprint:
    """DeepSeekMoE 16B (arXiv 2401.06066): multi-head attention, shared and routed experts."""
    bias = config.flag("attention_bias", False)
    attention = SoftmaxAttention(config.heads, config.kv_heads, config.head_dim, bias, bias)
    experts, dense = routed_experts(config), DenseFeedForward(config.count("intermediate_size"))
    blocks = tuple(Block(attention, experts if sparse else dense) for sparse in sparse_layers(config))
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks)


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


def latent_attention(config: Config) -> LatentAttention:
    """Latent attention under DeepSeek's names."""
    return LatentAttention(
        config.heads,
        config.optional("q_lora_rank"),
        config.count("kv_lora_rank"),
        config.count("qk_nope_head_dim"),
        config.count("qk_rope_head_dim"),
        config.count("v_head_dim"),
        config.flag("attention_bias", False),
    )


def indexed_attention(config: Config) -> LatentAttention:
    """Latent attention to the tokens that its indexer chooses."""
    indexer = Indexer(config.count("index_n_heads"), config.count("index_head_dim"), config.count("q_lora_rank"))
    top_k = config.count("index_topk")
    return replace(latent_attention(config), indexer=indexer, top_k=top_k)


def routed_experts(config: Config) -> ExpertFeedForward:
    """Routed and shared experts under DeepSeek's names."""
    width = config.count("moe_intermediate_size")
    return ExpertFeedForward(
        config.count("n_routed_experts", "num_local_experts", "num_experts"),
        config.count("num_experts_per_tok", "num_experts_per_token"),
        width,
        # 0 where it is null or not printed, as in MiMo-V2-Flash
        shared_inner=width * config.count("n_shared_experts", "num_shared_experts", default=0),
    )


def _latent_model(config: Config, mixers: list[LatentAttention], predictor: LatentAttention | None = None) -> Blueprint:
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
    "deepseek": read_deepseek_moe,
    "deepseek_v2": read_deepseek,
    "deepseek_v3": read_deepseek,
    "deepseek_v32": read_sparse_deepseek,
    "glm4_moe_lite": read_deepseek,
    "glm_moe_dsa": read_sparse_deepseek,
    "kimi_k2": read_deepseek,
    "longcat_flash": read_longcat,
    "minicpm3": read_dense_latent,
    "mistral4": read_deepseek,
    "youtu": read_dense_latent,
}
"""``model_type`` -> reader."""
