import { expect, test } from 'vitest'
import { Problem } from '../lib/api'
import { waysOf } from './starts'

test('a locked episode says what opens it', () => {
  const ways = [{ opener: 'coins', coins: 60, at: null }]
  expect(waysOf(new Problem('Locked.', false, 402, 'locked', { ways }))).toEqual(ways)
  expect(waysOf(new Problem('Locked.', false, 403, 'locked'))).toEqual([])
})

test('other troubles open nothing', () => {
  expect(waysOf(new Problem('Gone.', false, 404, 'not-found'))).toBeUndefined()
  expect(waysOf(new TypeError('odd'))).toBeUndefined()
})
