import { err, ok, type Result } from "@bridle/protocol";
import {
  defaultKeyPackageEqualityConfig,
  type CiphersuiteImpl,
  type ClientConfig,
  type MlsContext,
} from "ts-mls";
import type { CryptoProvider } from "../crypto/provider.ts";
import { ciphersuiteOf } from "./ciphersuite.ts";
import { fromLibraryCredential, type Credential } from "./leaf.ts";
import { refusalOf, type MlsRefusal } from "./refusal.ts";
import type { SuiteName } from "./suites.ts";

/**
 * Decides whether a leaf's credential really names the holder of its signature key: here a device
 * listed in its account's chain. Called for every leaf before it counts, also when joining. What
 * it throws is a fault and passes through; a refusal is `false`.
 */
export type Authenticate = (credential: Credential, signatureKey: Uint8Array) => boolean | Promise<boolean>;

/** What every operation needs from outside; there is no default that accepts everyone. */
export interface MlsEnv {
  readonly crypto: CryptoProvider;
  readonly authenticate: Authenticate;
  /**
   * Members' commits in clear (RFC 9420 §6.2). Bridle refuses them, since they show the server
   * who is in a group; other implementations send them, so tests against those set this.
   */
  readonly publicHandshakes?: boolean;
}

/** Messages that a sender may be ahead of what we have seen, within one epoch. */
const FORWARD_STEPS_MAX = 4096;
/** Keys of messages that were overtaken, per sender, kept until they come. */
const OVERTAKEN_KEYS_MAX = 64;

interface AttemptOptions {
  /** Least length in bytes of what is encrypted, padding included. */
  readonly padTo?: number;
  /** Watches or changes what goes through the cryptography of this one operation. */
  readonly adapt?: (cipherSuite: CiphersuiteImpl) => CiphersuiteImpl;
  readonly externalPsks?: Record<string, Uint8Array>;
}

/**
 * Runs library code: its exceptions become refusals, faults of `authenticate` pass through.
 */
export async function attempt<T>(
  target: { readonly env: MlsEnv; readonly suite: SuiteName },
  run: (context: MlsContext) => Promise<T>,
  options: AttemptOptions = {},
): Promise<Result<T, MlsRefusal>> {
  const { env, suite } = target;
  const faults: { readonly fault: unknown }[] = [];
  const cipherSuite = ciphersuiteOf(suite, env.crypto);
  const context: MlsContext = {
    cipherSuite: options.adapt?.(cipherSuite) ?? cipherSuite,
    clientConfig: clientConfig(options.padTo ?? 0),
    externalPsks: options.externalPsks ?? {},
    authService: {
      async validateCredential(libraryCredential, signatureKey) {
        const credential = fromLibraryCredential(libraryCredential);
        if (credential === undefined) return false;
        try {
          return await env.authenticate(credential, signatureKey.slice());
        } catch (fault) {
          faults.push({ fault });
          throw fault;
        }
      },
    },
  };
  try {
    return ok(await run(context));
  } catch (thrown) {
    const [first] = faults;
    if (first !== undefined) throw first.fault;
    if (isBug(thrown)) throw thrown;
    return err(refusalOf(thrown));
  }
}

/** A failed assertion of ours stops; whatever else the library throws may come from its input. */
function isBug(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message.startsWith("assertion failed:");
}

function clientConfig(padUntilLength: number): ClientConfig {
  return {
    // Old epochs are rows of their own (`snapshotForEpoch`), so the state keeps none.
    keyRetentionConfig: {
      retainKeysForEpochs: 0,
      retainKeysForGenerations: OVERTAKEN_KEYS_MAX,
      maximumForwardRatchetSteps: FORWARD_STEPS_MAX,
    },
    lifetimeConfig: { maximumTotalLifetime: 0n, validateLifetimeOnReceive: false },
    keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
    paddingConfig: { kind: "padUntilLength", padUntilLength },
  };
}
