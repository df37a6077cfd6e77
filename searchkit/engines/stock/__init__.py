"""Whoosh's own writer, default codec and searcher, behind the `Engine` protocol."""

from searchkit.engines.stock.engine import StockEngine
from searchkit.engines.stock.writer import StockWriter

__all__ = ["StockEngine", "StockWriter"]
