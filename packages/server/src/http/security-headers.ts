/** Headers of every response; the policy lets a page load nothing but what this server serves. */
export function securityHeaders(options: {
  readonly host: string;
  readonly https: boolean;
}): Readonly<Record<string, string>> {
  const { host, https } = options;
  const socket = `${https ? "wss" : "ws"}://${host}`;
  return {
    "Content-Security-Policy": [
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "style-src 'self'",
      "img-src 'self' data: blob:",
      `connect-src 'self' ${socket}`,
      "worker-src 'self'",
      "manifest-src 'self'",
      "font-src 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types bridle",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    ...(https ? { "Strict-Transport-Security": "max-age=31536000" } : {}),
  };
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
