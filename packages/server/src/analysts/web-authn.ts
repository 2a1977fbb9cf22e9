import type { PasskeyJson } from "@bridle/desk";
import type { Passkey } from "./analysts.ts";

/** Passkeys, by a library: what goes to the browser, and whether what comes back holds. */
export interface WebAuthn {
  /** Options for making a passkey, and the challenge that its answer must carry. */
  registration(person: { readonly id: string; readonly name: string }): Promise<Asked>;
  /** The new passkey, or nothing when the answer doesn't hold. */
  registered(response: PasskeyJson, challenge: string): Promise<Passkey | undefined>;
  /** Options for showing any passkey of this service. */
  authentication(): Promise<Asked>;
  /** What the authenticator counted, or nothing when the answer doesn't hold. */
  authenticated(response: PasskeyJson, challenge: string, passkey: Passkey): Promise<number | undefined>;
}

export interface Asked {
  readonly options: PasskeyJson;
  readonly challenge: string;
}
