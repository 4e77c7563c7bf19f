// How this browser plays an episode, and one attached episode as a Source.
import type { Begun } from './starts'

export type Engine = 'hls.js' | 'native' | 'mp4'

export interface Abilities {
  mse: boolean // Media Source Extensions that take H.264
  managed: boolean // Apple's variant of them: a browser that has it plays HLS itself, and better
  native_hls: boolean
}

// Chromium says it plays HLS too, but leaves no say in how much is loaded ahead: so only Apple's own goes first.
export function chooseEngine({ mse, managed, native_hls }: Abilities): Engine {
  if (native_hls && (managed || !mse)) return 'native'
  return mse ? 'hls.js' : 'mp4'
}

export function browserAbilities(): Abilities {
  const h264 = 'video/mp4; codecs="avc1.42c01e,mp4a.40.2"'
  const video = document.createElement('video')
  return {
    mse: 'MediaSource' in window && MediaSource.isTypeSupported(h264),
    managed: 'ManagedMediaSource' in window,
    native_hls: video.canPlayType('application/vnd.apple.mpegurl') !== '',
  }
}

// prime: the first second or two, so that the episode starts at once; play: all it needs; rest: nothing more
export type Appetite = 'prime' | 'play' | 'rest'

export interface Source {
  want(appetite: Appetite): void
  close(): void
}

export interface Request {
  video: HTMLVideoElement
  begun: Begun
  start_s: number
  appetite: Appetite
  fail: (sentence: string) => void
}

export type Open = (request: Request) => Source

const cannotLoad = 'This episode could not be loaded.'

// The browser's own player: HLS on Apple's devices, the plain file where nothing else is there.
export function openNative(pick: (begun: Begun) => string | null): Open {
  return ({ video, begun, start_s, appetite, fail }) => {
    const failed = () => fail(navigator.onLine ? cannotLoad : 'You are offline.')
    const begin = () => {
      if (start_s > 0) video.currentTime = start_s
    }
    video.addEventListener('error', failed)
    video.addEventListener('loadedmetadata', begin)
    video.preload = appetite === 'rest' ? 'none' : 'auto' // phones take this as a hint and load little
    const address = pick(begun)
    if (address === null) fail('This browser can play only the original sound, which may not be heard here.')
    else video.src = address
    return {
      want() {},
      close() {
        video.removeEventListener('error', failed)
        video.removeEventListener('loadedmetadata', begin)
        video.removeAttribute('src')
        video.load()
      },
    }
  }
}

// hls.js arrives as its own chunk.
const openHls: Open = (request) =>
  openAfter(
    import('./hls'),
    ({ attachHls }, appetite) => attachHls({ ...request, appetite }),
    () => request.fail('The player could not be loaded.'),
    request.appetite,
  )

export function openerFor(engine: Engine): Open {
  if (engine === 'hls.js') return openHls
  return openNative((begun) => (engine === 'native' ? begun.master : begun.file))
}

// A source that waits for what it needs. Until then it remembers what was asked of it last.
export function openAfter<T>(
  needed: Promise<T>,
  open: (got: T, appetite: Appetite) => Source,
  refused: (error: unknown) => void,
  appetite: Appetite,
): Source {
  let inner: Source | undefined
  let closed = false
  needed.then(
    (got) => {
      if (!closed) inner = open(got, appetite)
    },
    (error: unknown) => {
      if (!closed) refused(error)
    },
  )
  return {
    want(now) {
      appetite = now
      inner?.want(now)
    },
    close() {
      closed = true
      inner?.close()
    },
  }
}

// Fetches the engine before it is needed, so that the first episode starts sooner.
export function warmUp(): void {
  if (chooseEngine(browserAbilities()) === 'hls.js') void import('./hls').catch(() => {})
}
