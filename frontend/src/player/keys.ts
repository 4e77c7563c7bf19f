// What a key does on the watch screen.
export type Action =
  | 'next'
  | 'previous'
  | 'toggle'
  | 'mute'
  | 'captions'
  | 'fullscreen'
  | 'forward'
  | 'backward'
  | 'leave'

const actions: Record<string, Action> = {
  ArrowDown: 'next',
  j: 'next',
  PageDown: 'next',
  ArrowUp: 'previous',
  k: 'previous',
  PageUp: 'previous',
  ' ': 'toggle',
  m: 'mute',
  c: 'captions',
  f: 'fullscreen',
  ArrowRight: 'forward',
  ArrowLeft: 'backward',
  Escape: 'leave',
  Backspace: 'leave',
}

export function actionFor({ key, target }: Pick<KeyboardEvent, 'key' | 'target'>): Action | undefined {
  const within = target as Element | null
  if (within?.closest?.('input') != null) return undefined // typing is typing
  const pressable = within?.closest?.('button, a') != null
  if (key === ' ' && pressable) return undefined // space presses the button that has the focus
  return actions[key.length === 1 ? key.toLowerCase() : key]
}
