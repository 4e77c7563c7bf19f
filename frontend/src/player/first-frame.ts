// Measures how soon a chosen episode moves: from the end of the gesture to the first frame shown after it.
export const firstFrameMeasure = 'microdrama:first-frame'

export function measureFirstFrame(video: HTMLVideoElement, since_ms: number, detail: object): void {
  if (!('requestVideoFrameCallback' in video)) return
  video.requestVideoFrameCallback((now_ms, { expectedDisplayTime }) => {
    // the moment the frame is due on the screen, not the moment it was decoded
    const end = Math.max(now_ms, expectedDisplayTime)
    performance.measure(firstFrameMeasure, { start: since_ms, end, detail })
  })
}
