"""Fills a migrated PostgreSQL with made-up studios, series, viewers and unlocks: as many as one likes, in one pass."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

EPISODES_A_SERIES = 50
UNLOCKS_A_PURCHASE = 40
"""Whoever buys a whole series opens what follows the ten free episodes."""


@dataclass(frozen=True)
class Masses:
    """How many there are of each; `unlocks` in purchases of whole series, one for each viewer and series."""

    episodes: int
    studios: int
    unlocks: int

    @property
    def series(self) -> int:
        """How many series hold the episodes."""
        return self.episodes // EPISODES_A_SERIES

    @property
    def purchases(self) -> int:
        """How many whole series were bought."""
        return self.unlocks // UNLOCKS_A_PURCHASE

    @property
    def viewers(self) -> int:
        """How many accounts bought them, five series each."""
        return max(1, self.purchases // 5)


SMALL = Masses(episodes=1_000, studios=100, unlocks=10_000)
LARGE = Masses(episodes=1_000_000, studios=100_000, unlocks=10_000_000)

_STUDIOS = """
INSERT INTO accounts_studio (public_id, slug, name, share_bp, created_at)
SELECT gen_random_uuid(), 'studio-' || n, 'Studio ' || n, 5000, now() FROM generate_series(1, %(studios)s) n
"""
_SERIES = """
INSERT INTO catalogue_series (studio_id, source_id, slug, asset, version, previous_version, language, title, synopsis,
    genres, credits, tropes, ai_generated, free_episodes, episode_coins, in_vip, ads_open, published_at, updated_at)
SELECT (SELECT min(id) FROM accounts_studio WHERE slug = 'studio-1') + (n %% %(studios)s), 'made-' || n, 'made-' || n,
    md5('asset' || n), md5('version' || n), '', 'en', jsonb_build_object('en', 'Made series ' || n),
    jsonb_build_object('en', 'What happens in made series number ' || n || ', told in fifty parts.'),
    '["drama"]', '[]', '["revenge"]', true, 10, 60, true, true, now() - n * interval '1 second', now()
FROM generate_series(1, %(series)s) n
"""
_RIGHTS = """
INSERT INTO catalogue_right (series_id, territory, language, allowed, exclusive, holder, license, starts_at, reference)
SELECT id, '*', '*', true, false, '', '', now() - interval '1 day', '' FROM catalogue_series WHERE slug LIKE 'made-%%'
"""
_EPISODES = """
INSERT INTO catalogue_episode (series_id, number, withdrawn, title, duration_us, width, height, master, hls, poster,
    captions)
SELECT s.id, n, false, jsonb_build_object('en', 'Part ' || n), 90000000, 720, 1280,
    'episodes/' || lpad(n::text, 3, '0') || '/master.mp4', 'episodes/' || lpad(n::text, 3, '0') || '/hls/master.m3u8',
    'episodes/' || lpad(n::text, 3, '0') || '/poster.jpg', '[]'
FROM catalogue_series s, generate_series(1, %(each)s) n WHERE s.slug LIKE 'made-%%'
"""
_VIEWERS = """
INSERT INTO accounts_account (password, is_superuser, public_id, email, is_guest, is_staff, is_active, created_at)
SELECT '!', false, gen_random_uuid(), 'viewer-' || n || '@example.com', false, false, true, now()
FROM generate_series(1, %(viewers)s) n
"""
_PURCHASES = """
CREATE TEMP TABLE purchase AS
SELECT n, v.id AS account_id, v.public_id, s.id AS series_id, s.asset FROM generate_series(0, %(purchases)s - 1) n
JOIN (SELECT id, public_id, row_number() OVER (ORDER BY id) - 1 AS at FROM accounts_account
      WHERE email LIKE 'viewer-%%') v ON v.at = n / 5
JOIN (SELECT id, asset, row_number() OVER (ORDER BY id) - 1 AS at FROM catalogue_series
      WHERE slug LIKE 'made-%%') s ON s.at = (n / 5 * 7 + n %% 5) %% %(series)s
"""
_TRANSFERS = """
INSERT INTO wallet_transfer (key, kind, account_id, series_id, note, at)
SELECT 'made:' || n, 'unlock', account_id, series_id, '', now() - n * interval '1 second' FROM purchase
"""
_LEDGER_ACCOUNTS = """
INSERT INTO wallet_ledgeraccount (name, unit, guarded, balance)
SELECT DISTINCT 'paid:' || public_id, 'COIN', true, 0 FROM purchase
UNION SELECT DISTINCT 'spent:' || asset, 'COIN', false, 0 FROM purchase
UNION SELECT 'issued', 'COIN', false, 0 ON CONFLICT DO NOTHING
"""
_LEGS = """
INSERT INTO wallet_leg (transfer_id, account_id, amount)
SELECT t.id, (SELECT id FROM wallet_ledgeraccount WHERE name = 'issued'), -1440 FROM wallet_transfer t
WHERE t.key LIKE 'made:%%'
UNION ALL SELECT t.id, l.id, 1440 FROM purchase p JOIN wallet_transfer t ON t.key = 'made:' || p.n
JOIN wallet_ledgeraccount l ON l.name = 'spent:' || p.asset
"""
_UNLOCKS = """
INSERT INTO wallet_unlock (account_id, episode_id, how, transfer_id, at)
SELECT p.account_id, e.id, 'series', t.id, t.at FROM purchase p JOIN wallet_transfer t ON t.key = 'made:' || p.n
JOIN catalogue_episode e ON e.series_id = p.series_id AND e.number > 10
"""


def fill(address: str, masses: Masses) -> None:
    """Fill the database at `address`; each purchase moves its coins straight from where they are issued."""
    numbers = {
        "studios": masses.studios,
        "series": masses.series,
        "each": EPISODES_A_SERIES,
        "viewers": masses.viewers,
        "purchases": masses.purchases,
    }
    steps = [_STUDIOS, _SERIES, _RIGHTS, _EPISODES, _VIEWERS, _PURCHASES, _TRANSFERS, _LEDGER_ACCOUNTS, _LEGS, _UNLOCKS]
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        # the rows fit by the way they are made; to look for each one's partner would take ten times as long
        cursor.execute("SET session_replication_role = replica; SET work_mem = '256MB'")
        for step in steps:
            cursor.execute(step, numbers)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ANALYZE")
