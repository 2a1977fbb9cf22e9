import { toBase64Url } from "@bridle/protocol";
import type { Analyst, Analysts, Invitation } from "../../analysts/analysts.ts";

/** For replays and tests: as good as the other until the process ends. */
export function memoryAnalysts(): Analysts {
  const people = new Map<string, Analyst>();
  const invitations = new Map<string, Invitation>();
  const change = (id: string, to: (analyst: Analyst) => Analyst): void => {
    const analyst = people.get(id);
    if (analyst !== undefined) people.set(id, to(analyst));
  };
  const byPasskey = (passkeyId: string): Analyst | undefined =>
    [...people.values()].find((analyst) => analyst.passkey.id === passkeyId);
  return {
    all: () => [...people.values()],
    find: (id) => people.get(id),
    byPasskey,
    join(analyst, tokenHash) {
      if (!invitations.delete(toBase64Url(tokenHash))) return false;
      people.set(analyst.id, analyst);
      return true;
    },
    counted(passkeyId, counter) {
      const analyst = byPasskey(passkeyId);
      if (analyst === undefined) return;
      change(analyst.id, (before) => ({ ...before, passkey: { ...before.passkey, counter } }));
    },
    revoke: (id, atMs) => change(id, (before) => ({ ...before, revokedAtMs: before.revokedAtMs ?? atMs })),
    invitation: (tokenHash) => invitations.get(toBase64Url(tokenHash)),
    invite: (invitation) => void invitations.set(toBase64Url(invitation.tokenHash), invitation),
    dropInvitations(which) {
      for (const [key, { expiresAtMs }] of invitations) {
        if (which === "all" || expiresAtMs < which.before) invitations.delete(key);
      }
    },
  };
}
