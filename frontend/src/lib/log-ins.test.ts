import { expect, test } from 'vitest'
import { toldOf } from './log-ins'

const entering = { name: 'Example', purpose: 'enter' } as const
const connecting = { name: 'Example', purpose: 'connect' } as const

test('whoever comes back is told in one sentence what became of it', () => {
  expect(toldOf({ leaving: entering, error: 'cancelled' }, false)).toBe(
    'You did not go on with Example; nothing has changed.',
  )
  expect(toldOf({ leaving: entering, error: 'email_taken' }, false)).toContain('has an account here already')
  expect(toldOf({ leaving: entering, error: 'unknown' }, false)).toContain('Example did not sign you in')
  expect(toldOf({ leaving: connecting, error: 'unknown' }, true)).toBe('Example could not be connected; try again.')
  expect(toldOf({ leaving: connecting, error: 'connected_other' }, true)).toContain('another account')
  expect(toldOf({ leaving: connecting, error: '' }, true)).toBe('Example is connected.')
})

test('nobody is told that they are signed in who is not', () => {
  expect(toldOf({ leaving: entering, error: '' }, false)).toContain('nothing has changed')
})

test('words of the address are never shown', () => {
  expect(toldOf({ leaving: undefined, error: 'call +1 555 0100' }, false)).toBe(
    'The other service did not sign you in; try again, or use your e-mail.',
  )
})
