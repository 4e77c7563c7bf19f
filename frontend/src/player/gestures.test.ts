import { expect, test } from 'vitest'
import { Swipe, WheelGate } from './gestures'

function pull(path: readonly (readonly [y: number, t: number])[], height = 800) {
  const [first, ...rest] = path
  const swipe = new Swipe(first![0], first![1], height)
  const last = rest.pop()!
  for (const [y, t] of rest) swipe.move(y, t)
  return { step: swipe.end(last[0], last[1]), tap: swipe.isTap }
}

test('a finger that stays is a tap', () => {
  expect(pull([[400, 0], [404, 50], [402, 90]])).toEqual({ step: 0, tap: true })
})

test('a long pull is a step, however slow', () => {
  expect(pull([[600, 0], [500, 600], [440, 1200], [440, 1500]]).step).toBe(1)
  expect(pull([[300, 0], [400, 600], [460, 1200], [460, 1500]]).step).toBe(-1)
})

test('a short flick is a step', () => {
  expect(pull([[600, 0], [580, 20], [560, 40]]).step).toBe(1)
})

test('a short slow pull is none, nor is one taken back', () => {
  expect(pull([[600, 0], [550, 300], [530, 700], [530, 900]])).toEqual({ step: 0, tap: false })
  expect(pull([[600, 0], [400, 200], [420, 240], [460, 260]]).step).toBe(0)
})

test('the slack of a tap carries nothing', () => {
  const swipe = new Swipe(400, 0, 800)
  expect(swipe.move(392, 10)).toBe(0)
  expect(swipe.move(380, 20)).toBe(-20)
  expect(swipe.move(395, 30)).toBe(-5)
})

test('one push of a trackpad is one step, however long it glides', () => {
  const gate = new WheelGate()
  const steps = Array.from({ length: 60 }, (_, i) => gate.step(60 - i, i * 16))
  expect(steps.filter((step) => step !== 0)).toEqual([1])
})

test('turns of a wheel with a pause between them each count', () => {
  const gate = new WheelGate()
  expect([gate.step(120, 0), gate.step(120, 300), gate.step(-120, 600)]).toEqual([1, 1, -1])
})

test('a trembling wheel does nothing', () => {
  const gate = new WheelGate()
  expect([gate.step(4, 0), gate.step(-3, 20), gate.step(5, 40)]).toEqual([0, 0, 0])
})
