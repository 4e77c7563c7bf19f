// Fills in the service worker's version and list of files once the bundle is known.
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'

const source = new URL('../src/sw.js', import.meta.url)
const publicFolder = new URL('../public/', import.meta.url)

export function serviceWorker() {
  return {
    name: 'service-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const digest = createHash('sha256')
      const shell = ['/']
      for (const [name, file] of Object.entries(bundle).sort()) {
        digest.update(name).update(file.type === 'chunk' ? file.code : file.source)
        // the player's engine is fetched when first needed and kept then; a visitor who only looks pays nothing
        const eager = file.type === 'chunk' ? file.isEntry : /\.(css|woff2)$/.test(name)
        if (eager) shell.push(`/${name}`)
      }
      for (const name of readdirSync(publicFolder).sort()) {
        digest.update(name).update(readFileSync(new URL(name, publicFolder)))
        shell.push(`/${name}`)
      }
      const code = readFileSync(source, 'utf8')
      const version = digest.update(code).digest('hex').slice(0, 12)
      this.emitFile({
        type: 'asset',
        fileName: 'sw.js',
        source: code.replace("'%VERSION%'", JSON.stringify(version)).replace("['%SHELL%']", JSON.stringify(shell)),
      })
    },
  }
}
