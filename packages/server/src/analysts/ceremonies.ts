import { toBase64Url } from "@bridle/protocol";
import type { ServerCrypto } from "../ports/crypto.ts";

const CEREMONY_MS = 5 * 60 * 1000;
const CEREMONIES_MAX = 1_000;

/** What the server remembers between asking a browser for a passkey and its answer. */
export type Ceremony =
  | { readonly kind: "signIn"; readonly challenge: string }
  | {
      readonly kind: "join";
      readonly challenge: string;
      readonly id: string;
      readonly name: string;
      readonly tokenHash: Uint8Array;
    };

/** Each is taken once, within five minutes; of too many the oldest go. */
export class Ceremonies {
  readonly #begun = new Map<string, { readonly ceremony: Ceremony; readonly expiresAtMs: number }>();
  readonly #env: { readonly crypto: Pick<ServerCrypto, "randomBytes">; nowMs(): number };

  constructor(env: { readonly crypto: Pick<ServerCrypto, "randomBytes">; nowMs(): number }) {
    this.#env = env;
  }

  begin(ceremony: Ceremony): string {
    const name = toBase64Url(this.#env.crypto.randomBytes(16));
    this.#begun.set(name, { ceremony, expiresAtMs: this.#env.nowMs() + CEREMONY_MS });
    for (const oldest of this.#begun.keys()) {
      if (this.#begun.size <= CEREMONIES_MAX) break;
      this.#begun.delete(oldest);
    }
    return name;
  }

  take(name: string): Ceremony | undefined {
    const begun = this.#begun.get(name);
    this.#begun.delete(name);
    return begun !== undefined && this.#env.nowMs() < begun.expiresAtMs ? begun.ceremony : undefined;
  }
}
