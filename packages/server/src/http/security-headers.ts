/** Headers of every response; the policy lets a page load nothing but what this server serves. */
export function securityHeaders(options: {
  readonly host: string;
  readonly https: boolean;
  /** Of the request; some pages may do less than others. */
  readonly path: string;
}): Readonly<Record<string, string>> {
  const { host, https, path } = options;
  const socket = `${https ? "wss" : "ws"}://${host}`;
  return {
    "Content-Security-Policy": isSilent(path) ? SILENT_POLICY : policyOf(`connect-src 'self' ${socket}`),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    ...(https ? { "Strict-Transport-Security": "max-age=31536000" } : {}),
  };
}

function policyOf(connections: string): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    connections,
    "worker-src 'self'",
    "manifest-src 'self'",
    "font-src 'none'",
    ...SHARED,
  ].join("; ");
}

const SHARED = [
  "require-trusted-types-for 'script'",
  "trusted-types bridle",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/**
 * The policy of a page that reads evidence: scripts and styles of this server while it loads, and no way out. Pictures only as
 * `data:`, since the address of a picture can carry words away too.
 */
const SILENT_POLICY = [
  "default-src 'none'",
  "connect-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "worker-src 'self'",
  "img-src data:",
  ...SHARED,
].join("; ");

/** The device check and its scripts: a worker has the policy that came with its own script, not its page's. */
function isSilent(path: string): boolean {
  return /^\/check(?:\.html|\/|$)/.test(path) || path.startsWith("/assets/check/");
}

// The camera is for reading an invite's QR code; everything else is off.
const PERMISSIONS = [
  "camera=(self)",
  "accelerometer=()",
  "browsing-topics=()",
  "display-capture=()",
  "geolocation=()",
  "gyroscope=()",
  "hid=()",
  "magnetometer=()",
  "microphone=()",
  "midi=()",
  "payment=()",
  "serial=()",
  "usb=()",
  "xr-spatial-tracking=()",
].join(", ");
