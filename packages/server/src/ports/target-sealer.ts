/**
 * One short-lived key under which targets are sealed. The desk's key can open it; this process can't any
 * more once it has ended.
 */
export interface SealingBatch {
  /** The batch's key, sealed to the desk (HPKE, RFC 9180). */
  readonly sealedKey: Uint8Array;
  /** An account id's bytes, by AES-256-GCM under a nonce of its own for each number; the number counts from 0. */
  seal(account: Uint8Array, context: Uint8Array): { readonly number: number; readonly box: Uint8Array };
  /** Forgets the key. */
  end(): void;
}

/** Makes batch keys for a desk's public key. */
export interface TargetSealer {
  openBatch(): Promise<SealingBatch>;
}
