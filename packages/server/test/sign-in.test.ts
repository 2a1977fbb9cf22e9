import { beforeEach, describe, expect, it } from "vitest";
import { memoryAnalysts } from "../src/adapters/analysts/memory-analysts.ts";
import { createNodeCrypto, createServerSecrets } from "../src/adapters/node-crypto.ts";
import { invite, INVITATION_MS } from "../src/analysts/invitations.ts";
import { SESSION_MS, SignIn } from "../src/analysts/sign-in.ts";
import type { WebAuthn } from "../src/analysts/web-authn.ts";

// Passkeys themselves run in Chromium, in packages/web/test/desk.browser.test.ts. Here an answer holds when it
// repeats the challenge, so that everything around them can be turned and twisted.
let lastChallenge = "";
const repeating: WebAuthn = {
  async registration({ id }) {
    lastChallenge = `make ${id}`;
    return { options: {}, challenge: lastChallenge };
  },
  registered: async (response, challenge) =>
    response["challenge"] === challenge
      ? { id: String(response["id"]), publicKey: new Uint8Array([1]), counter: 0, transports: [] }
      : undefined,
  authentication: async () => ({ options: {}, challenge: "show" }),
  authenticated: async (response, challenge, passkey) =>
    response["challenge"] === challenge ? passkey.counter + 1 : undefined,
};

const crypto = createNodeCrypto(createServerSecrets());
let nowMs = 0;
let analysts = memoryAnalysts();
let signIn: SignIn;

beforeEach(() => {
  nowMs = 1_000_000;
  analysts = memoryAnalysts();
  signIn = new SignIn({ analysts, webAuthn: repeating, crypto, nowMs: () => nowMs });
});

function newLink(role: "analyst" | "lead" | "counsel"): { readonly token: string } {
  return invite({ analysts, crypto, nowMs }, role);
}

async function join(token: string, passkeyId: string): Promise<Awaited<ReturnType<SignIn["finishJoin"]>>> {
  const begun = await signIn.beginJoin(token, "Ada");
  if (!begun.ok) return begun;
  return signIn.finishJoin(begun.value.ceremony, { id: passkeyId, challenge: lastChallenge });
}

describe("coming to the desk", () => {
  it("lets the first person in by a one-time link, once [S82]", async () => {
    const token = signIn.inviteFirst() ?? "";
    const first = await join(token, "key-1");
    expect(first.ok && first.value.me.role).toBe("lead");
    expect(await join(token, "key-2")).toEqual({
      ok: false,
      error: { kind: "link_not_usable", detail: "token" },
    });
    expect(signIn.inviteFirst()).toBeUndefined();
  });

  it("ends an older first link when a newer one is made [S82]", async () => {
    const older = signIn.inviteFirst() ?? "";
    const newer = signIn.inviteFirst() ?? "";
    expect((await join(older, "key-1")).ok).toBe(false);
    expect((await join(newer, "key-1")).ok).toBe(true);
  });

  it("gives one place when two use a link at the same time [S82]", async () => {
    const { token } = newLink("analyst");
    const one = await signIn.beginJoin(token, "Ada");
    const challengeOne = lastChallenge;
    const two = await signIn.beginJoin(token, "Eve");
    const challengeTwo = lastChallenge;
    const done = await Promise.all([
      signIn.finishJoin(one.ok ? one.value.ceremony : "", { id: "key-1", challenge: challengeOne }),
      signIn.finishJoin(two.ok ? two.value.ceremony : "", { id: "key-2", challenge: challengeTwo }),
    ]);
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    expect(analysts.all()).toHaveLength(1);
  });

  it("refuses a link after a day, and a ceremony after five minutes or a second time [S82]", async () => {
    const { token } = newLink("counsel");
    const begun = await signIn.beginJoin(token, "Ada");
    const ceremony = begun.ok ? begun.value.ceremony : "";
    nowMs += 5 * 60 * 1000;
    const late = await signIn.finishJoin(ceremony, { id: "key-1", challenge: lastChallenge });
    expect(late.ok).toBe(false);
    nowMs += INVITATION_MS;
    expect((await signIn.beginJoin(token, "Ada")).ok).toBe(false);
  });

  it("refuses an answer that doesn't hold, and an answer to another question [S82]", async () => {
    const { token } = newLink("analyst");
    const begun = await signIn.beginJoin(token, "Ada");
    const ceremony = begun.ok ? begun.value.ceremony : "";
    expect((await signIn.finish(ceremony, { id: "key-1", challenge: lastChallenge })).ok).toBe(false);
    const again = await signIn.beginJoin(token, "Ada");
    const wrong = await signIn.finishJoin(again.ok ? again.value.ceremony : "", { id: "k", challenge: "no" });
    expect(wrong).toEqual({ ok: false, error: { kind: "passkey_refused", detail: "response" } });
    expect(analysts.all()).toEqual([]);
  });
});

describe("sessions at the desk", () => {
  it("open by the passkey and end by time, by signing out and by revocation [S83]", async () => {
    await join(signIn.inviteFirst() ?? "", "key-1");
    const { token } = newLink("analyst");
    const joined = await join(token, "key-2");
    const second = joined.ok ? joined.value : undefined;
    expect(signIn.session(second?.token)?.analyst.role).toBe("analyst");
    const begun = await signIn.begin();
    const opened = await signIn.finish(begun.ceremony, { id: "key-2", challenge: "show" });
    const session = opened.ok ? opened.value.token : "";
    expect(analysts.byPasskey("key-2")?.passkey.counter).toBe(1);
    signIn.end(session);
    expect(signIn.session(session)).toBeUndefined();
    analysts.revoke(second?.me.id ?? "", nowMs);
    expect(signIn.session(second?.token)).toBeUndefined();
    const gone = await signIn.begin();
    expect((await signIn.finish(gone.ceremony, { id: "key-2", challenge: "show" })).ok).toBe(false);
    expect(signIn.people().map((person) => person.revokedAtMs)).toEqual([undefined, nowMs]);
  });

  it("end after eight hours, and of one person no more than eight stay [S83]", async () => {
    const joined = await join(signIn.inviteFirst() ?? "", "key-1");
    const first = joined.ok ? joined.value.token : "";
    const opened: string[] = [];
    for (let turn = 0; turn < 8; turn++) {
      const begun = await signIn.begin();
      const done = await signIn.finish(begun.ceremony, { id: "key-1", challenge: "show" });
      if (done.ok) opened.push(done.value.token);
    }
    expect(signIn.session(first)).toBeUndefined();
    expect(opened.every((token) => signIn.session(token) !== undefined)).toBe(true);
    nowMs += SESSION_MS;
    expect(signIn.session(opened.at(-1))).toBeUndefined();
  });
});
