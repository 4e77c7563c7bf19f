// Keeps the app's shell for starts without a network. Never touches /api or /m: what a viewer may watch is decided
// by the server each time, and media would fill the phone.
const version = '%VERSION%'
const shell = ['%SHELL%']
const cacheName = `shell-${version}`

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.addAll(shell))
      .then(() => self.skipWaiting()),
  )
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== cacheName).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  )
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (url.pathname.startsWith('/assets/')) event.respondWith(asset(request))
  else if (shell.includes(url.pathname)) event.respondWith(fetch(request).catch(() => kept(request)))
})

// The newest page when there is a network; the kept shell, which says so itself, when there is none.
async function page(request) {
  try {
    return await fetch(request)
  } catch {
    return (await caches.match('/')) ?? Response.error()
  }
}

// Names under /assets/ carry a digest of their content, so a kept copy is never stale.
async function asset(request) {
  const found = await caches.match(request)
  if (found) return found
  const response = await fetch(request)
  if (response.ok) (await caches.open(cacheName)).put(request, response.clone())
  return response
}

async function kept(request) {
  return (await caches.match(request)) ?? Response.error()
}
