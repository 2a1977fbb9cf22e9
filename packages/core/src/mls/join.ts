import { err, ok, type Result } from "@bridle/protocol";
import { bytesToBase64, joinGroup } from "ts-mls";
import { attempt, type MlsEnv } from "./env.ts";
import { groupOf, membersOfTree, type Group } from "./group.ts";
import { ownKeyPackage, type OwnPackages } from "./key-package.ts";
import type { MlsRefusal } from "./refusal.ts";
import { bondTo } from "./successor.ts";
import { SUITES } from "./suites.ts";
import { decodeWelcome } from "./wire.ts";

/**
 * Joins by a welcome. `predecessor`: the epoch of the group that this one succeeds; then the
 * welcome must be bound to it, and without it it must not be bound to anything. Delete the
 * private package once the group is stored.
 */
export async function joinByWelcome(
  env: MlsEnv,
  input: OwnPackages & { readonly welcome: Uint8Array; readonly predecessor?: Group },
): Promise<Result<Group, MlsRefusal>> {
  const own = ownKeyPackage(input);
  if (!own.ok) return own;
  const welcome = decodeWelcome(input.welcome);
  if (!welcome.ok) return welcome;
  const { suite, keyPackage, privateKeys } = own.value;
  if (welcome.value.cipherSuite !== SUITES[suite].id) return err({ kind: "wrong_suite" });
  const bond = input.predecessor === undefined ? undefined : bondTo(input.predecessor);
  // The library asks for the PSKs that a welcome names, and refuses those it isn't given.
  let isBound = bond === undefined;
  const externalPsks: Record<string, Uint8Array> = {};
  if (bond !== undefined) {
    Object.defineProperty(externalPsks, bytesToBase64(bond.pskId), {
      get() {
        isBound = true;
        return bond.secret;
      },
    });
  }
  const joined = await attempt(
    { env, suite },
    (context) => joinGroup({ context, welcome: welcome.value, keyPackage, privateKeys }),
    { externalPsks },
  );
  if (!joined.ok) return joined;
  if (!isBound) return err({ kind: "not_bound" });
  if (membersOfTree(joined.value.ratchetTree, suite) === undefined) return err({ kind: "unsupported" });
  return ok(groupOf(joined.value));
}
