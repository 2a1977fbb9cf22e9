import type { CryptoProvider } from "@bridle/core";
import type { Clock } from "./clock.ts";
import type { SqlDatabase } from "./sql-database.ts";
import type { Transport } from "./transport.ts";

/** All that the client takes from the machine it runs on. */
export interface Platform {
  readonly database: SqlDatabase;
  readonly transport: Transport;
  readonly clock: Clock;
  /** WebCrypto and randomness, for `core`. */
  readonly crypto: CryptoProvider;
  /** Uniform in [0, 1), for jitter only. */
  random(): number;
}
