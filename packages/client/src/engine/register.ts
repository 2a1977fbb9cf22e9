import {
  chainCrypto,
  deriveAccountKeys,
  ed25519KeyPair,
  wordsFromEntropy,
  writeGenesis,
  type CryptoProvider,
} from "@bridle/core";
import { AccountId, DeviceId, err, limits, ok, parseHandle, type Result } from "@bridle/protocol";
import { deviceIdOf } from "@bridle/protocol";
import type { ApiRefusal, Outcome, ParamsOfMethod, ResultOf } from "../api/methods.ts";
import type { AccountRecord } from "../store/account-store.ts";
import { beginAnew } from "./begin-anew.ts";
import { refuse, type Engine } from "./engine.ts";
import { publishFirstKeyPackages } from "./key-packages.ts";
import { pinNoticeKeys } from "./notice-keys.ts";

type Params = ParamsOfMethod<"register">;
type Registered = ResultOf<"register">;

/**
 * A new account: keys from fresh recovery words, the genesis of its chain, and the server's word that
 * it took them. The identity is stored before the server is asked; asked twice, it answers alike.
 */
export async function register(engine: Engine, params: Params): Promise<Result<Registered, ApiRefusal>> {
  const known = engine.store.account.account();
  if (known?.state === "ready") return refuse("already_registered", "this store has an account");
  const name = checkName(params);
  if (!name.ok) return name;
  // A record without its words is what a restore left that failed: an account that other words open.
  const begun = known?.entropy === undefined ? undefined : known;
  const entropy = begun?.entropy ?? engine.crypto.randomBytes(16);
  const account = { ...newAccount(engine.crypto, entropy, begun), ...name.value };
  engine.store.transaction(() => {
    if (begun === undefined) beginAnew(engine);
    engine.store.account.setAccount(account);
  });
  const genesis = account.chain[0];
  if (genesis === undefined) throw new Error("assertion failed: a new chain has a genesis");
  await engine.session.online();
  const { introductionKey, handle } = account;
  const { registrationCode } = params;
  const done = await engine.session.call("account.register", {
    genesis,
    introductionKey,
    handle,
    registrationCode,
  });
  if (!done.ok) return refuseRegistration(done.error.kind);
  const kept = params.keepWords === true ? entropy : undefined;
  engine.store.transaction(() => {
    engine.store.account.setAccount({ ...account, state: "ready", entropy: kept });
    // The name is in no other place from which the words could bring it back.
    engine.store.account.owe("blob");
  });
  engine.session.restart();
  await engine.session.online();
  await pinNoticeKeys(engine);
  await publishFirstKeyPackages(engine);
  const { accountId, deviceId } = account;
  return ok({ accountId, deviceId, recoveryKey: wordsFromEntropy(entropy) });
}

interface Name {
  readonly handle: string | undefined;
  readonly displayName: string | undefined;
}

/** A display name as it is shown: trimmed, one line, bounded. */
export function tidyDisplayName(raw: string | undefined): string | undefined {
  const tidy = raw?.replaceAll(/\s+/gu, " ").trim() ?? "";
  const points = Array.from(tidy).slice(0, limits.displayNameCodePointsMax);
  return points.length === 0 ? undefined : points.join("");
}

function checkName(params: Params): Result<Name, ApiRefusal> {
  const displayName = tidyDisplayName(params.displayName);
  if (params.handle === undefined) return ok({ handle: undefined, displayName });
  const handle = parseHandle(params.handle);
  return handle.ok ? ok({ handle: handle.value, displayName }) : refuse(handle.error, "handle");
}

function newAccount(
  crypto: CryptoProvider,
  entropy: Uint8Array,
  begun: AccountRecord | undefined,
): Omit<AccountRecord, "handle" | "displayName"> {
  if (begun !== undefined) return begun; // An earlier try that was not finished: the same identity.
  const keys = deriveAccountKeys(entropy);
  const device = ed25519KeyPair(crypto.randomBytes(32));
  const genesis = writeGenesis({
    root: keys.root,
    introductionKey: keys.introduction.publicKey,
    deviceSignatureKey: device.publicKey,
  });
  const accountId = AccountId.fromBytes(chainCrypto.sha256(genesis));
  if (accountId === undefined) throw new Error("assertion failed: SHA-256 is an account id");
  const deviceId: DeviceId = deviceIdOf(chainCrypto, device.publicKey);
  return {
    accountId,
    deviceId,
    deviceKey: device.privateKey,
    devicePublicKey: device.publicKey,
    chain: [genesis],
    introductionPrivateKey: keys.introduction.privateKey,
    introductionKey: keys.introduction.publicKey,
    blobKey: keys.blob.publicKey,
    state: "registering",
    entropy,
    registrationCode: undefined,
  };
}

const NAMED: readonly Outcome[] = [
  "handle_taken",
  "handle_reserved",
  "registration_code_required",
  "registration_code_invalid",
  "rate_limited",
];

function refuseRegistration(kind: string): { readonly ok: false; readonly error: ApiRefusal } {
  const named = NAMED.find((name) => name === kind);
  if (named !== undefined) return refuse(named, kind);
  if (kind === "handle_rate_limited") return refuse("rate_limited", kind);
  if (kind === "disconnected" || kind === "overloaded") return refuse("server_unreachable", kind);
  return err({ kind: "refused_by_server", detail: kind });
}
