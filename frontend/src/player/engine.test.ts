import { expect, test } from 'vitest'
import { defaultCaption, matchCaption } from './captions'
import { chooseEngine } from './engine'
import { actionFor } from './keys'

test.each([
  ['Chromium and Firefox', { mse: true, managed: false, native_hls: false }, 'hls.js'],
  ['a Chromium that plays HLS itself', { mse: true, managed: false, native_hls: true }, 'hls.js'],
  ['Safari', { mse: true, managed: true, native_hls: true }, 'native'],
  ['an iPhone before iOS 17', { mse: false, managed: false, native_hls: true }, 'native'],
  ['a browser with neither', { mse: false, managed: false, native_hls: false }, 'mp4'],
] as const)('%s', (_name, abilities, engine) => {
  expect(chooseEngine(abilities)).toBe(engine)
})

const captions = ['en', 'es-419', 'zh-Hans'].map((language) => ({ language, kind: 'captions', url: `/${language}.vtt` }))

test('captions of the same language in another variant will do', () => {
  expect(matchCaption(captions, 'es-ES')?.language).toBe('es-419')
  expect(matchCaption(captions, 'ZH-hans')?.language).toBe('zh-Hans')
  expect(matchCaption(captions, 'fr')).toBeUndefined()
})

test('captions begin with a language of the viewer, else with the first there is', () => {
  expect(defaultCaption(captions, ['fr-FR', 'es-MX'])?.language).toBe('es-419')
  expect(defaultCaption(captions, ['fr'])?.language).toBe('en')
  expect(defaultCaption([], ['en'])).toBeUndefined()
})

test('keys work with and without shift', () => {
  expect(actionFor({ key: 'J', target: null })).toBe('next')
  expect(actionFor({ key: 'Escape', target: null })).toBe('leave')
  expect(actionFor({ key: 'x', target: null })).toBeUndefined()
})
