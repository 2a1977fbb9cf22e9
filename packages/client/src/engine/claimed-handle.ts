import { parseHandle, type AccountId } from "@bridle/protocol";
import type { Engine } from "./engine.ts";

/**
 * A handle that somebody says is theirs, if the server knows it as theirs. Names are what phishing is made
 * of: what can't be confirmed now isn't shown. The server learns nothing new: it carried the
 * introduction from that account to this one.
 */
export async function confirmedHandle(
  engine: Engine,
  claim: { readonly accountId: AccountId; readonly handle: string | undefined },
): Promise<string | undefined> {
  const handle = claim.handle === undefined ? undefined : parseHandle(claim.handle);
  if (handle?.ok !== true) return undefined;
  const found = await engine.session.call("handle.find", { handle: handle.value });
  return found.ok && found.value.accountId === claim.accountId ? handle.value : undefined;
}
