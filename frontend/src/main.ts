import { mount } from 'svelte'
import App from './App.svelte'
import './styles/app.css'

mount(App, { target: document.getElementById('app')! })

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  addEventListener('load', () => {
    // without it everything works but a start without a network
    navigator.serviceWorker.register('/sw.js').catch(() => {})
  })
}

// A page opened before an update asks for files that are gone: take the new page, once.
addEventListener('vite:preloadError', (event) => {
  const name = 'microdrama.reloaded'
  if (!navigator.onLine || sessionStorage.getItem(name)) return
  sessionStorage.setItem(name, '1')
  event.preventDefault()
  location.reload()
})
