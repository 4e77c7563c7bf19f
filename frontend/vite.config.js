import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { licences } from './scripts/licences.mjs'
import { serviceWorker } from './scripts/service-worker.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

// hls.js is compiled from its own sources with the features that our bundles use and no others: its "light" build
// cannot play a separate sound rendition, and its full build is half as large again (DRM, adverts, TTML, telemetry).
const hlsFeatures = {
  __USE_ALT_AUDIO__: 'true',
  __USE_CMCD__: 'false',
  __USE_CONTENT_STEERING__: 'false',
  __USE_EME_DRM__: 'false',
  __USE_IFRAMES__: 'false',
  __USE_INTERSTITIALS__: 'false',
  __USE_M2TS_ADVANCED_CODECS__: 'false',
  __USE_MEDIA_CAPABILITIES__: 'false',
  __USE_SUBTITLES__: 'false', // captions come as WebVTT files beside the episode
  __USE_VARIABLE_SUBSTITUTION__: 'false',
  __IN_WORKER__: 'false',
  __HLS_WORKER_BUNDLE__: 'undefined', // fragmented MP4 needs no transmuxing worth a thread
  __VERSION__: '"1.7.4"',
}

// A later hls.js may ask about a feature that is not decided above; the chunk would only fail in the browser.
const allDecided = {
  name: 'hls-features-decided',
  renderChunk(code) {
    const open = code.match(/__(USE|IN|HLS)_[A-Z0-9_]+__/)
    if (open) this.error(`hls.js asks about ${open[0]}, which vite.config.js does not decide.`)
  },
}

export default defineConfig({
  plugins: [svelte(), allDecided, licences(), serviceWorker()],
  define: hlsFeatures,
  resolve: { alias: { 'hls.js': here('node_modules/hls.js/src/hls.ts') } },
  build: {
    outDir: here('../src/microdrama/web/app'),
    emptyOutDir: true,
    target: ['chrome111', 'safari16.4', 'firefox114'],
    assetsInlineLimit: 0, // the content policy allows files, not data: fonts
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: {
    // `microdrama serve` beside `npm run dev`
    proxy: { '/api': 'http://127.0.0.1:8000', '/m': 'http://127.0.0.1:8000' },
  },
})
