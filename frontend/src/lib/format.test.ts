import { expect, test } from 'vitest'
import { clock, episodes, languageName, minutes, ownTitle } from './format'

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
