// What a text costs in the browser before the network: the app's client in its worker, and core's encryption beside it.
import { connectClient, freshMessageId } from "@bridle/client/browser";
import {
  addMembers,
  createCrypto,
  createGroup,
  ed25519KeyPair,
  encryptMessage,
  generateKeyPackage,
  HYBRID_SUITE,
} from "@bridle/core";
import workerUrl from "./worker.js?worker&url";

const policy = trustedTypes.createPolicy("bridle", { createScriptURL: (url) => url });
const workerFactory = () => new Worker(policy.createScriptURL(workerUrl), { type: "module" });

const pause = (ms) => new Promise((resume) => setTimeout(resume, ms));

/** Rounds at a person's pace, or one after the other. */
async function times(count, gapMs, once) {
  const taken = [];
  for (let round = 0; round < count; round++) {
    await pause(gapMs);
    const start = performance.now();
    await once(round);
    taken.push(performance.now() - start);
  }
  return taken.toSorted((a, b) => a - b);
}

window.client = connectClient({ workerFactory });
window.enqueue = (conversationId, count) =>
  times(count, 500, (round) =>
    window.client.call("message.enqueue", {
      conversationId,
      text: `A line of text, number ${round}`,
      messageId: freshMessageId(),
    }),
  );

window.roundTrip = (count) => times(count, 100, () => window.client.call("settings.get", {}));

window.encrypt = async (count) => {
  const crypto = createCrypto({
    subtle: globalThis.crypto.subtle,
    randomBytes: (size) => globalThis.crypto.getRandomValues(new Uint8Array(size)),
  });
  const mls = { crypto, authenticate: () => true };
  const device = () =>
    generateKeyPackage(crypto, {
      suite: HYBRID_SUITE,
      credential: { kind: "bridle", proof: crypto.randomBytes(400) },
      signatureKeyPair: ed25519KeyPair(crypto.randomBytes(32)),
      lifetime: { notBefore: 0, notAfter: 4e9 },
      contentVersions: [1],
    });
  const [own, other] = [await device(), await device()];
  const created = await createGroup(mls, { ...own, groupId: crypto.randomBytes(20) });
  const input = {
    keyPackages: [other.publicPackage],
    now: Math.floor(Date.now() / 1000),
    authenticatedData: new Uint8Array(),
  };
  const added = await addMembers(mls, created.value, input);
  let group = added.value.pending.next;
  return times(count, 0, async () => {
    const made = await encryptMessage(mls, group, {
      plaintext: crypto.randomBytes(300),
      authenticatedData: crypto.randomBytes(60),
      padTo: 512,
    });
    ({ group } = made.value);
  });
};
