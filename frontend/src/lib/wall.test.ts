import { expect, test } from 'vitest'
import type { Offer, Product, Way } from './shop'
import { enough, rule, sold, waysShown } from './wall'

const coins = (one: number, all: number): Way[] => [
  { opener: 'coins', coins: one, at: null },
  { opener: 'series', coins: all, at: null },
]
const rest: Way[] = [
  { opener: 'vip', coins: null, at: null },
  { opener: 'ad', coins: null, at: null },
  { opener: 'wait', coins: null, at: '2026-01-01T00:00:00Z' },
]
const shown = (ways: Way[], have: number, lacking: number, providers?: string[]) =>
  waysShown(ways, { have, lacking, providers }).map(({ opener }) => opener)
const pack = { code: 'a', kind: 'coins', coins: 450, bonus_coins: 50, price: '$4.99' } as Product

test('who sells shows every way, and an advertisement where it is play', () => {
  expect(shown([...coins(60, 72), ...rest], 0, 2, ['sandbox'])).toEqual(['coins', 'series', 'vip', 'ad', 'wait'])
  expect(shown([...coins(60, 72), ...rest], 0, 2, ['stripe'])).toEqual(['coins', 'series', 'vip', 'wait'])
})

test('where nobody takes money, only what needs none is a way', () => {
  expect(shown([...coins(60, 72), ...rest], 0, 2, [])).toEqual(['wait'])
  expect(shown([...coins(60, 72), ...rest], 60, 2, ['apple'])).toEqual(['coins', 'wait'])
})

test('two ways to the same for the same are one', () => {
  expect(shown(coins(12, 12), 500, 1, ['stripe'])).toEqual(['coins'])
  expect(shown(coins(12, 12), 500, 2, ['stripe'])).toEqual(['series'])
  expect(shown(coins(60, 72), 500, 1, ['stripe'])).toEqual(['coins'])
})

test('money is told with what it buys, to whom coins are short', () => {
  expect(enough(72, [pack])).toBe('500 coins for $4.99 are enough.')
  expect(enough(0, [pack])).toBe('')
  expect(enough(501, [pack])).toBe('')
  expect(sold({ items: [pack], providers: [] })).toEqual([])
  expect(sold({ items: [pack], providers: ['stripe'] })).toEqual([pack])
})

test('waiting opens one at once', () => {
  expect(rule({ wait_hours: 23 } as Offer, false)).toBe('One at once, then one every 23 hours')
  expect(rule({ wait_hours: 1 } as Offer, true)).toBe('One episode every hour')
})
