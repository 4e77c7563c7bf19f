import { expect, test } from 'vitest'
import { bufferedTo, mayPreload, pickSlot } from './slots'

const slots = (...numbers: (number | null)[]) => numbers.map((number, id) => ({ id, number }))

test('the element that holds an episode keeps it', () => {
  expect(pickSlot(slots(4, 5, 6), 5, 5).id).toBe(1)
})

test('an empty element is taken before a full one', () => {
  expect(pickSlot(slots(1, null, 9), 2, 1).id).toBe(1)
})

test('the farthest episode makes room, the shown one never', () => {
  expect(pickSlot(slots(4, 5, 6), 7, 6).id).toBe(0)
  expect(pickSlot(slots(6, 4, 5), 3, 4).id).toBe(0)
  expect(pickSlot(slots(5, 9, 8), 6, 5).id).toBe(1)
})

const supply = { at_s: 10, buffered_to_s: 12, duration_s: 60, save_data: false }

test('the next episode waits until the one that plays has enough', () => {
  expect(mayPreload(supply)).toBe(false)
  expect(mayPreload({ ...supply, buffered_to_s: 16 })).toBe(true)
})

test('an episode that is all there leaves the line free', () => {
  expect(mayPreload({ ...supply, at_s: 58, buffered_to_s: 59.8 })).toBe(true)
})

test('who saves data loads the next episode only near the end', () => {
  const sparing = { ...supply, buffered_to_s: 60, save_data: true }
  expect(mayPreload(sparing)).toBe(false)
  expect(mayPreload({ ...sparing, at_s: 46 })).toBe(true)
})

test('nothing is known before the first frames', () => {
  expect(mayPreload({ at_s: 0, buffered_to_s: 0, duration_s: 0, save_data: false })).toBe(false)
})

test('only the stretch around the position counts as buffered', () => {
  const pieces = [
    [0, 4],
    [10, 20],
  ] as const
  const ranges = { length: 2, start: (i: number) => pieces[i]![0], end: (i: number) => pieces[i]![1] }
  expect(bufferedTo(ranges, 2)).toBe(4)
  expect(bufferedTo(ranges, 12)).toBe(20)
  expect(bufferedTo(ranges, 7)).toBe(7)
})
