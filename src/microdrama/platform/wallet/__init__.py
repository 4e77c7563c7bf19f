"""Coins and money: a double-entry ledger, what is bought with it, and what studios are owed."""
