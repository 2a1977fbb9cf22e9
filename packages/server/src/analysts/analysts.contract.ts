import { describe, expect, it } from "vitest";
import type { Analyst, Analysts } from "./analysts.ts";

const passkey = { id: "cred-1", publicKey: new Uint8Array([1, 2, 3]), counter: 0, transports: ["internal"] };
const ada: Analyst = { id: "a".repeat(22), name: "Ada", role: "lead", passkey, joinedAtMs: 5 };
const hash = new Uint8Array(32).fill(7);

/** What every store of the desk's people owes [S80]. */
export function analystsContract(name: string, open: () => Analysts): void {
  describe(`analysts: ${name}`, () => {
    it("keeps a person and uses the link up, both or neither [S80]", () => {
      const analysts = open();
      expect(analysts.join(ada, hash)).toBe(false);
      expect(analysts.all()).toEqual([]);
      analysts.invite({ tokenHash: hash, role: "lead", expiresAtMs: 100 });
      expect(analysts.invitation(hash)?.role).toBe("lead");
      expect(analysts.join(ada, hash)).toBe(true);
      expect(analysts.join({ ...ada, id: "b".repeat(22), passkey: { ...passkey, id: "cred-2" } }, hash)).toBe(
        false,
      );
      expect(analysts.all()).toEqual([ada]);
      expect(analysts.find(ada.id)).toEqual(ada);
      expect(analysts.byPasskey("cred-1")).toEqual(ada);
      expect(analysts.byPasskey("cred-2")).toBeUndefined();
    });

    it("keeps the authenticator's count, and whoever is gone stays listed [S80]", () => {
      const analysts = open();
      analysts.invite({ tokenHash: hash, role: "lead", expiresAtMs: 100 });
      analysts.join(ada, hash);
      analysts.counted("cred-1", 9);
      analysts.revoke(ada.id, 50);
      expect(analysts.find(ada.id)).toEqual({
        ...ada,
        passkey: { ...passkey, counter: 9 },
        revokedAtMs: 50,
      });
    });

    it("forgets links that expired, or all of them [S80]", () => {
      const analysts = open();
      const other = new Uint8Array(32).fill(8);
      analysts.invite({ tokenHash: hash, role: "analyst", expiresAtMs: 100 });
      analysts.invite({ tokenHash: other, role: "counsel", expiresAtMs: 200 });
      analysts.dropInvitations({ before: 150 });
      expect(analysts.invitation(hash)).toBeUndefined();
      expect(analysts.invitation(other)?.role).toBe("counsel");
      analysts.dropInvitations("all");
      expect(analysts.invitation(other)).toBeUndefined();
    });
  });
}
