import { expect, test } from 'vitest'
import { accountPath, parseRoute, seriesPath, studioPath, watchPath } from './routes'

test('every screen has an address', () => {
  expect(parseRoute('/')).toEqual({ screen: 'home' })
  expect(parseRoute(seriesPath('big-buck-bunny'))).toEqual({ screen: 'series', slug: 'big-buck-bunny' })
  expect(parseRoute(watchPath('big-buck-bunny', 12))).toEqual({ screen: 'watch', slug: 'big-buck-bunny', number: 12 })
  expect(parseRoute(accountPath)).toEqual({ screen: 'account' })
  expect(parseRoute(studioPath('north-light'))).toEqual({ screen: 'studio', slug: 'north-light' })
})

test.each(['/series', '/series/a/b', '/series/Upper', '/series/..', '/watch/a', '/watch/a/0', '/watch/a/01', '/watch/a/x', '/api/series', '/series/%2e%2e', '/studio', '/studio/A', '/account/x'])(
  '%s leads nowhere',
  (path) => {
    expect(parseRoute(path)).toEqual({ screen: 'missing' })
  },
)

test('a slash at the end changes nothing', () => {
  expect(parseRoute('/series/a/')).toEqual(parseRoute('/series/a'))
})
