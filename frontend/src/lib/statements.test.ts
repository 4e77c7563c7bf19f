import { expect, test } from 'vitest'
import { money, monthName } from './statements'

test('sums have the digits of their currency', () => {
  expect(money(499, 'USD')).toBe('$4.99')
  expect(money(750, 'JPY')).toBe('¥750')
  expect(money(-5, 'USD')).toBe('-$0.05')
})

test('months have names', () => {
  expect(monthName('2026-11')).toBe('November 2026')
  expect(monthName('2026-01-01')).toBe('January 2026')
})
