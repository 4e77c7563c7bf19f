// Writes the licences of what the bundle contains into assets/licences.txt, as they ask.
import { readFileSync } from 'node:fs'

const shipped = ['svelte/LICENSE.md', 'hls.js/LICENSE', '@fontsource/bricolage-grotesque/LICENSE']

export function licences() {
  return {
    name: 'licences',
    apply: 'build',
    generateBundle() {
      const texts = shipped.map((path) => {
        const text = readFileSync(new URL(`../node_modules/${path}`, import.meta.url), 'utf8')
        return `${path.replace(/\/LICENSE.*$/, '')}\n\n${text.trim()}\n`
      })
      const rule = `\n${'-'.repeat(80)}\n\n`
      this.emitFile({ type: 'asset', fileName: 'assets/licences.txt', source: texts.join(rule) })
    },
  }
}
