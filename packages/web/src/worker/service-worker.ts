// Starts the app when the server is away: its files lie in a cache, each checked against the hash that the build
// wrote down. One build is one service worker with one cache, so a page never gets files of two. What the
// browser checks is whether a build is whole, not whether it is honest: that comes with signed releases.

interface Shell {
  /** Names the build: a hash over all of its files. */
  readonly build: string;
  /** Path to SHA-256, base64. */
  readonly files: Readonly<Record<string, string>>;
}

// The build puts `self.shell` in front of this script.
declare const self: ServiceWorkerGlobalScope & { readonly shell: Shell };

const { build, files } = self.shell;
const cachePrefix = "bridle-shell-";
const cacheName = cachePrefix + build;
/** The app's own addresses. The desk and whatever else is served come from the server. */
const appPaths: readonly string[] = ["/", "/i"];

self.addEventListener("install", (event) => event.waitUntil(fetchAll()));
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("fetch", (event) => {
  const path = pathOf(event.request);
  if (path !== undefined) event.respondWith(cached(path, event.request));
});
self.addEventListener("message", (event) => {
  // A page of the build before asks at its start. With others open it would pull the files from under them.
  if (event.data === "take over" && event.source instanceof Client) event.waitUntil(takeOver(event.source));
});

/** All or nothing: a file that is missing or isn't the one of this build fails the installation. */
async function fetchAll(): Promise<void> {
  const cache = await caches.open(cacheName);
  await Promise.all(
    Object.entries(files).map(async ([path, hash]) => {
      const response = await fetch(path, { integrity: `sha256-${hash}` });
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      await cache.put(path, response);
    }),
  );
}

async function begin(): Promise<void> {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith(cachePrefix) && name !== cacheName);
  await Promise.all(others.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** A page that was just closed or left is still counted for a moment. */
const countsMax = 20;
const countPauseMs = 100;

/** Only while the page that asked is there, alone: it hears of the change and loads again. */
async function takeOver(asking: Client): Promise<void> {
  for (let counts = 0; counts < countsMax; counts += 1) {
    const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    if (!pages.some(({ id }) => id === asking.id)) return;
    if (pages.length === 1) return self.skipWaiting();
    await new Promise((resume) => setTimeout(resume, countPauseMs));
  }
}

/** The file of the shell that answers a request, if one does. */
function pathOf(request: Request): string | undefined {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return undefined;
  if (request.mode === "navigate") return appPaths.includes(pathname) ? "/index.html" : undefined;
  return Object.hasOwn(files, pathname) ? pathname : undefined;
}

async function cached(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  // The browser may have thrown the cache away.
  return (await cache.match(path)) ?? fetch(request);
}
