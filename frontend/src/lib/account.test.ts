import { expect, test } from 'vitest'
import { asksForCode, named } from './account'

test('a log-in that waits for a code says so', () => {
  const flows = [{ id: 'login' }, { id: 'verify_email', is_pending: true }]
  expect(asksForCode({ data: { flows } })).toBe(true)
  expect(asksForCode({ data: { flows: [{ id: 'verify_email' }] } })).toBe(false)
  expect(asksForCode({ data: { flows: [{ id: 'password_reset_by_code', is_pending: true }] } })).toBe(true)
  expect(asksForCode({ errors: [] })).toBe(false)
})

test('what came and went has names', () => {
  expect(named('check-in')).toBe('Daily check-in')
  expect(named('vip')).toBe('VIP')
  expect(named('some-new-kind')).toBe('some new kind')
})
