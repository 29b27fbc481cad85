"""A config.json under typed access: what is absent is said by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Blueprint


class Config:
    """Values of one ``architecture:`` block."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def count(self, *names: str, default: int | None = None) -> int:
        """The first of ``names`` that is present.

        Raises:
            NotRecomputable: None is, and there is no default; or it is a list, one number a layer.
        """
        for name in names:
            value = self._values.get(name)
            if isinstance(value, int) and not isinstance(value, bool):
                return value
            if isinstance(value, list):
                raise NotRecomputable(f"{name} differs from layer to layer")
        if default is None:
            raise NotRecomputable(f"{' or '.join(names)} is not known")
        return default

    def optional(self, name: str) -> int | None:
        value = self._values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def flag(self, name: str, default: bool) -> bool:
        value = self._values.get(name)
        return value if isinstance(value, bool) else default

    def required_flag(self, name: str) -> bool:
        """Raises NotRecomputable when absent, because a guess would change the count."""
        value = self._values.get(name)
        if not isinstance(value, bool):
            raise NotRecomputable(f"{name} is not known")
        return value

    def value(self, name: str) -> Any:
        """Whatever stands under ``name``; ``None`` when absent."""
        return self._values.get(name)

    def part(self, name: str) -> Config | None:
        """A configuration inside this one, such as ``vision_config``."""
        value = self._values.get(name)
        return Config(value) if isinstance(value, Mapping) else None

    def pair(self, name: str) -> tuple[int, int]:
        """Two numbers.

        Raises:
            NotRecomputable: There are not two.
        """
        values = self.numbers(name)
        if len(values) != 2:
            raise NotRecomputable(f"{name} is not known")
        return values[0], values[1]

    def words(self, name: str) -> list[str] | None:
        value = self._values.get(name)
        return value if isinstance(value, list) else None

    def numbers(self, name: str) -> list[int]:
        value = self._values.get(name)
        return value if isinstance(value, list) else []

    def word(self, name: str) -> str | None:
        value = self._values.get(name)
        return value if isinstance(value, str) else None

    def real(self, name: str) -> float | None:
        value = self._values.get(name)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def each(self, name: str, default: int | None = None) -> list[int]:
        """A number for each layer: a list of them, or one for all.

        Raises:
            NotRecomputable: It is absent and there is no default, or the list has another length.
        """
        values = self.numbers(name)
        if not values:
            return [self.count(name, default=default)] * self.layers
        if len(values) != self.layers:
            raise NotRecomputable(f"{name} has {len(values)} entries for {self.layers} layers")
        return values

    def section(self, name: str) -> Config:
        """A mapping inside the configuration.

        Raises:
            NotRecomputable: It is absent.
        """
        value = self._values.get(name)
        if not isinstance(value, Mapping):
            raise NotRecomputable(f"{name} is not known")
        return Config(value)

    def has(self, name: str) -> bool:
        return self._values.get(name) is not None

    # What nearly all architectures share.
    @property
    def hidden(self) -> int:
        return self.count("hidden_size")

    @property
    def layers(self) -> int:
        return self.count("num_hidden_layers")

    @property
    def vocabulary(self) -> int:
        return self.count("vocab_size")

    @property
    def tied(self) -> bool:
        return self.required_flag("tie_word_embeddings")

    @property
    def heads(self) -> int:
        return self.count("num_attention_heads")

    @property
    def kv_heads(self) -> int:
        return self.count("num_key_value_heads", default=self.heads)

    @property
    def head_dim(self) -> int:
        return self.count("head_dim", default=self.hidden // self.heads)

    def windows(self) -> list[int | None]:
        """The window of each layer, ``None`` for full attention."""
        size = self.optional("sliding_window")
        if size is None or not self.flag("use_sliding_window", True):
            return [None] * self.layers
        types = self.words("layer_types")
        if types is not None:
            if unknown := set(types) - {"sliding_attention", "full_attention"}:
                raise NotRecomputable(f"layer_types has {min(map(str, unknown))}")
            return [size if kind == "sliding_attention" else None for kind in types]
        pattern = self.optional("sliding_window_pattern")
        if pattern is not None:
            return [None if (i + 1) % pattern == 0 else size for i in range(self.layers)]
        first = self.optional("max_window_layers")
        if first is not None:
            return [size if i >= first else None for i in range(self.layers)]
        return [size] * self.layers


Reader = Callable[[Config], Blueprint]
"""Turns one architecture into blocks."""
