import { beforeEach, expect, test } from 'vitest'
import { nextUp, Positions } from './positions'

const about = { slug: 'a', title: 'A', poster: '/p.jpg', episode_count: 3 }
let kept: Map<string, string>
let now: number
let positions: Positions

beforeEach(() => {
  kept = new Map()
  now = 0
  positions = new Positions(
    { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) },
    () => ++now,
  )
})

test('an episode goes on where it was left', () => {
  positions.save(about, 2, { at_s: 30, duration_s: 60 })
  expect(positions.resumeAt('a', 2)).toBe(30)
  expect(positions.resumeAt('a', 1)).toBe(0)
  expect(positions.resumeAt('b', 2)).toBe(0)
})

test.each([0, 2.9, 56, 60])('left at %d s of 60 it begins again', (at_s) => {
  positions.save(about, 1, { at_s, duration_s: 60 })
  expect(positions.resumeAt('a', 1)).toBe(0)
})

test('what was watched goes along to a new name', () => {
  positions.save({ ...about, slug: 'old' }, 2, { at_s: 30, duration_s: 60 })
  positions.move('old', 'a')
  positions.move('none', 'b')
  expect(positions.recent().map(({ slug }) => slug)).toEqual(['a'])
  expect(positions.resumeAt('a', 2)).toBe(30)
  positions.save({ ...about, slug: 'older' }, 1, { at_s: 20, duration_s: 60 })
  positions.save({ ...about, slug: 'older' }, 2, { at_s: 10, duration_s: 60 })
  positions.move('older', 'a')
  expect([1, 2].map((number) => positions.resumeAt('a', number))).toEqual([20, 30])
})

test('the latest series comes first, and the oldest are let go', () => {
  for (let i = 0; i < 60; i++) positions.save({ ...about, slug: `s${i}` }, 1, { at_s: 9, duration_s: 60 })
  const slugs = positions.recent().map(({ slug }) => slug)
  expect(slugs).toHaveLength(50)
  expect(slugs[0]).toBe('s59')
})

test('only what is needed is kept of a series', () => {
  positions.save({ ...about, synopsis: 'long' } as typeof about, 1, { at_s: 9, duration_s: 60 })
  expect(positions.get('a')).not.toHaveProperty('synopsis')
})

test('after a finished episode comes the next, after the last none', () => {
  positions.save(about, 1, { at_s: 10, duration_s: 60 })
  expect(nextUp(positions.get('a')!)).toEqual({ number: 1, progress: { at_s: 10, duration_s: 60 } })
  positions.save(about, 1, { at_s: 60, duration_s: 60 })
  expect(nextUp(positions.get('a')!)).toEqual({ number: 2, progress: undefined })
  positions.save(about, 3, { at_s: 59, duration_s: 60 })
  expect(nextUp(positions.get('a')!)).toBeUndefined()
})

test.each(['', 'no json', '[]', 'null', '{"a":null}', '{"a":{"slug":"a"}}', '7'])('a store that holds %j is empty', (text) => {
  kept.set('microdrama.positions/1', text)
  expect(positions.recent()).toEqual([])
  expect(positions.resumeAt('a', 1)).toBe(0)
})

test('a store that refuses costs the bookmark only', () => {
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new Error('QuotaExceededError')
    },
  }
  expect(() => new Positions(full, () => 1).save(about, 1, { at_s: 9, duration_s: 60 })).not.toThrow()
})

test('who takes over finds nothing', () => {
  positions.save(about, 1, { at_s: 9, duration_s: 60 })
  positions.clear()
  expect(positions.recent()).toEqual([])
})
