// One episode played by hls.js: how much it loads ahead, where quality starts, and what is done about errors.
import Hls, {
  type ErrorData,
  type HlsConfig,
  type Loader,
  type LoaderCallbacks,
  type LoaderConfiguration,
  type PlaylistLoaderContext,
  type PlaylistLoaderConstructor,
} from 'hls.js'
import type { Appetite, Request, Source } from './engine'

const buffers: Record<'prime' | 'play', Pick<HlsConfig, 'maxBufferLength' | 'maxMaxBufferLength'>> = {
  prime: { maxBufferLength: 1, maxMaxBufferLength: 1 },
  play: { maxBufferLength: 30, maxMaxBufferLength: 30 },
}

// A piece that does not come is asked for again within some four seconds, then the viewer is told, who can ask again.
const fragLoadPolicy: HlsConfig['fragLoadPolicy'] = {
  default: {
    maxTimeToFirstByteMs: 10_000,
    maxLoadTimeMs: 60_000,
    timeoutRetry: { maxNumRetry: 2, retryDelayMs: 0, maxRetryDelayMs: 0 },
    errorRetry: { maxNumRetry: 3, retryDelayMs: 500, maxRetryDelayMs: 2000 },
  },
}

// Speed of the line in bit/s as the last episode found it: the next one starts at the quality it ended with.
let measured_bps: number | undefined

function firstGuess_bps(): number {
  const { connection } = navigator as Navigator & { connection?: { downlink?: number } }
  // browsers round this to 25 kbit/s and cap it at 10 Mbit/s; some of it is kept for sound and for error
  return connection?.downlink ? connection.downlink * 1e6 * 0.6 : 1e6
}

function configure(start_s: number, appetite: Appetite, texts: Record<string, string>): Partial<HlsConfig> {
  return {
    ...buffers[appetite === 'play' ? 'play' : 'prime'],
    fragLoadPolicy,
    startPosition: start_s > 0 ? start_s : -1,
    startFragPrefetch: true,
    testBandwidth: false, // its trial piece is thrown away
    abrEwmaDefaultEstimate: measured_bps ?? firstGuess_bps(),
    capLevelToPlayerSize: true,
    maxDevicePixelRatio: 2, // a third pixel is not seen and costs half as much again
    backBufferLength: 30,
    enableWorker: false,
    pLoader: loaderOf(texts),
  }
}

// Playlists came with the leave to watch: only what is not among them is fetched.
function loaderOf(texts: Record<string, string>): PlaylistLoaderConstructor {
  const Fetching = Hls.DefaultConfig.loader as unknown as new (config: HlsConfig) => Loader<PlaylistLoaderContext>
  return class extends Fetching {
    override load(
      context: PlaylistLoaderContext,
      config: LoaderConfiguration,
      callbacks: LoaderCallbacks<PlaylistLoaderContext>,
    ): void {
      const data = texts[new URL(context.url, location.href).pathname]
      if (data === undefined) {
        super.load(context, config, callbacks)
        return
      }
      this.context = context
      const { stats } = this
      stats.loading = { start: performance.now(), first: performance.now(), end: performance.now() }
      stats.loaded = stats.total = data.length
      queueMicrotask(() => {
        if (!stats.aborted) callbacks.onSuccess({ url: context.url, data, code: 200 }, stats, context, null)
      })
    }
  }
}

export function attachHls({ video, begun, start_s, appetite, fail }: Request): Source {
  const hls = new Hls(configure(start_s, appetite, begun.texts))
  let repaired = false
  hls.on(Hls.Events.FRAG_BUFFERED, (_event, { frag }) => {
    measured_bps = hls.bandwidthEstimate
    // A last piece of sound under 4 ms, which encoders do leave, is taken for a gap, and the end would never come.
    if (frag.endList && frag.gap) {
      hls.trigger(Hls.Events.BUFFER_EOS, { type: frag.type === 'audio' ? 'audio' : 'video' })
    }
  })
  hls.on(Hls.Events.ERROR, (_event, data: ErrorData) => {
    if (!data.fatal) return
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && !repaired) {
      repaired = true // once: a broken file would repair for ever
      hls.recoverMediaError()
      return
    }
    fail(sentence(data))
  })
  hls.loadSource(begun.master)
  hls.attachMedia(video)
  return {
    // Not stopLoad: it ends the request for the playlist as well, which no startLoad asks for again.
    want(now) {
      Object.assign(hls.config, buffers[now === 'play' ? 'play' : 'prime'])
      if (now === 'rest') hls.pauseBuffering()
      else hls.resumeBuffering()
    },
    close: () => hls.destroy(),
  }
}

function sentence(data: ErrorData): string {
  if (!navigator.onLine) return 'You are offline.'
  const status = data.response?.code
  if (status === 403 || status === 401) return 'This episode is not open to you.'
  if (status === 404 || status === 410) return 'This episode is no longer here.'
  if (data.type === Hls.ErrorTypes.NETWORK_ERROR) return 'The connection was lost.'
  return 'This device could not play the episode.'
}
