// Who may import what. Imports point one way, and the direction is a security claim: the server can't
// read messages because nothing it is made of can (promise 5). Change this table only with a decision record.

/** What one package's sources may import; its tests may import anything. */
export interface Layer {
  /** Packages of this house, or one entry of a package: `check/indicators`. */
  readonly house: readonly string[];
  /** Packages from outside, each with the folder in which it may be named. `node:*` is Node itself. */
  readonly outside: Readonly<Record<string, string>>;
}

const anywhere = "src/";

/** By folder under packages/. A package appears here with its first feature. */
export const layers: Readonly<Record<string, Layer>> = {
  protocol: { house: [], outside: {} },
  core: {
    house: ["protocol"],
    outside: {
      "ts-mls": anywhere,
      "@hpke/core": anywhere,
      "@hpke/hybridkem-x-wing": anywhere,
      "@hpke/ml-kem": anywhere,
      "@noble/ciphers": anywhere,
      "@noble/curves": anywhere,
      "@noble/hashes": anywhere,
      "@noble/post-quantum": anywhere,
      "@scure/bip39": anywhere,
    },
  },
  ledger: { house: ["protocol"], outside: {} },
  guard: { house: ["protocol"], outside: {} },
  check: {
    house: ["protocol"],
    outside: {
      "@noble/ciphers": anywhere,
      "@noble/curves": anywhere,
      "@noble/hashes": anywhere,
      tldts: anywhere,
    },
  },
  // Of the device check only the reader of indicators (decision 8).
  desk: { house: ["protocol", "ledger", "check/indicators"], outside: {} },
  server: {
    house: ["protocol", "ledger", "desk"],
    outside: {
      "node:*": anywhere,
      ws: anywhere,
      pino: anywhere,
      "prom-client": anywhere,
      // Passkeys of the desk's people.
      "@simplewebauthn/server": "src/adapters/analysts/",
      // Sealing targets to the desk, and its key in shares. Neither opens anything that people send.
      "@hpke/core": "src/adapters/signals/",
      "shamir-secret-sharing": "src/adapters/signals/",
      // The VRF's curve: OpenSSL shows no points.
      "@noble/curves": "src/adapters/ledger/",
    },
  },
  client: {
    house: ["protocol", "core", "ledger", "guard"],
    outside: {
      "node:*": "src/adapters/node/",
      "better-sqlite3-multiple-ciphers": "src/adapters/node/",
      ws: "src/adapters/node/",
      "@journeyapps/wa-sqlite": "src/adapters/browser/",
      // Argon2id, which WebCrypto lacks.
      "@noble/hashes": "src/adapters/browser/",
    },
  },
  web: {
    house: ["client", "ledger", "guard", "check", "desk"],
    outside: {
      react: anywhere,
      "react-dom": anywhere,
      uqr: anywhere,
      // The desk's pages alone: passkeys, charts, graphs.
      "@simplewebauthn/browser": "src/desk/",
      uplot: "src/desk/",
      "d3-force": "src/desk/",
      // A hash that takes a file piece by piece, which WebCrypto lacks.
      "@noble/hashes": "src/check/",
    },
  },
  cli: {
    house: ["protocol", "core", "ledger", "guard", "desk", "check", "server", "client"],
    outside: { "node:*": anywhere },
  },
  testkit: {
    house: ["protocol", "core", "ledger", "guard", "desk", "check", "server", "client", "cli"],
    outside: {
      "node:*": anywhere,
      "fast-check": anywhere,
      vitest: anywhere,
      "playwright-core": anywhere,
      ws: anywhere,
    },
  },
};

/** What a part of the house may not reach, however indirectly: packages, or all of a package but some of its files. */
export interface Closed {
  readonly rule: string;
  /** What its paths begin with. */
  readonly within: string;
  readonly to: readonly (readonly [path: string, ...but: readonly string[]])[];
  readonly because: string;
}

const networked = [["client/"], ["core/"], ["ledger/"], ["guard/"], ["desk/"], ["server/"]] as const;

export const closed: readonly Closed[] = [
  {
    rule: "server-blind",
    within: "packages/server/",
    to: [
      ["core/"],
      ["guard/"],
      // What opens phones' backups. Indicators are read with these.
      [
        "check/",
        "check/src/indicators/",
        "check/src/ports/platform.ts",
        "check/src/json.ts",
        "check/src/text.ts",
        "check/src/time.ts",
      ],
    ],
    because: "the server reaches what it must not",
  },
  {
    // The page that reads evidence shares an origin with the app, and nothing that speaks to a server.
    rule: "check-silent",
    within: "packages/web/src/check/",
    to: networked,
    because: "the device check reaches what speaks to a server",
  },
  {
    rule: "check-silent",
    within: "packages/check/",
    to: [...networked, ["web/"]],
    because: "the device check reaches what speaks to a server",
  },
];
