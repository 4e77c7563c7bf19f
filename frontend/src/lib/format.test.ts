import { expect, test } from 'vitest'
import { clock, day, episodes, languageName, minutes, ownTitle, period, until } from './format'

test.each([
  [0, '0:00'],
  [59.99, '0:59'],
  [61, '1:01'],
  [3600, '1:00:00'],
  [-3, '0:00'],
  [NaN, '0:00'],
  [Infinity, '0:00'],
])('%d s reads %s', (seconds, words) => {
  expect(clock(seconds)).toBe(words)
})

test('lengths are whole minutes and never none', () => {
  expect(minutes(20)).toBe('1 min')
  expect(minutes(244)).toBe('4 min')
})

test('one episode is one', () => {
  expect(episodes(1)).toBe('1 episode')
  expect(episodes(80)).toBe('80 episodes')
})

test('languages have names, or at least their tag', () => {
  expect(languageName('es-419')).toBe('Latin American Spanish')
  expect(languageName('not a tag')).toBe('not a tag')
})

test('a title that only says the number is none', () => {
  expect(ownTitle('Episode 3', 3)).toBe('')
  expect(ownTitle('Episode 3', 4)).toBe('Episode 3')
  expect(ownTitle(' The letter ', 3)).toBe('The letter')
})

test.each([
  ['2026-01-01T00:00:01Z', '1 min'],
  ['2026-01-01T00:59:00Z', '59 min'],
  ['2026-01-01T02:05:00Z', '2 h 5 min'],
  ['2026-01-01T23:00:00Z', '23 h'],
  ['2026-01-04T12:00:00Z', '4 days'],
  ['2025-01-01T00:00:00Z', '1 min'],
])('until %s it is %s', (moment, words) => {
  expect(until(moment, Date.parse('2026-01-01T00:00:00Z'))).toBe(words)
})

test('days of VIP have names, and others are counted', () => {
  expect([7, 30, 365, 90].map(period)).toEqual(['One week', 'One month', 'One year', '90 days'])
})

test('a day is written out', () => {
  expect(day('2026-12-03T12:00:00Z')).toBe('Dec 3, 2026')
})
