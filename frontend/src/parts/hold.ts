// Keeps the focus in a panel that lies over the page, and gives it back to where it was when the panel goes.
export function hold(panel: HTMLElement) {
  const before = document.activeElement as HTMLElement | null
  panel.focus({ preventScroll: true })
  const keep = (event: FocusEvent) => {
    if (!panel.contains(event.relatedTarget as Node | null)) panel.focus({ preventScroll: true })
  }
  panel.addEventListener('focusout', keep)
  return () => {
    panel.removeEventListener('focusout', keep)
    before?.focus({ preventScroll: true })
  }
}
