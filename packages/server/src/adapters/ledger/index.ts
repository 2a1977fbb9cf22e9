/** The ledger's adapters for Node: stores in SQLite, OpenSSL, noble's curve, witnesses over HTTP. */
export { boundedBody } from "./bounded-body.ts";
export { vrf } from "./edwards25519.ts";
export { backupLedger, restartLedger, resumeLedger } from "./copy-ledger.ts";
export { httpWitness } from "./http-witness.ts";
export { type LedgerOptions, type LedgerParts, openLedgerParts } from "./ledger-parts.ts";
export { ed25519Signer, newSeed, nodeCrypto } from "./node-crypto.ts";
export { SqliteDirectoryStore } from "./sqlite-directory-store.ts";
export { SqliteLogStore } from "./sqlite-log-store.ts";
export { SqliteWitnessStore } from "./sqlite-witness-store.ts";
