import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { concatBytes, fromHex, toHex } from "@bridle/protocol";
import { mlsMessageDecoder, processMessage, wireformats, encode, privateKeyPackageEncoder } from "ts-mls";
import { describe, expect, it } from "vitest";
import { SHA256 } from "../../src/crypto/hash.ts";
import { HPKE_X25519, hpkeOpen } from "../../src/crypto/hpke.ts";
import { ed25519Sign, ed25519Verify } from "../../src/crypto/index.ts";
import { attempt, type MlsEnv } from "../../src/mls/env.ts";
import { groupOf, libraryState } from "../../src/mls/group.ts";
import { CLASSIC_SUITE, epochAuthenticator } from "../../src/mls/index.ts";
import { joinBound } from "../../src/mls/join.ts";
import { ownKeyPackage } from "../../src/mls/key-package.ts";
import { deriveSecret, epochSecrets, expandWithLabel, memberSecret } from "../../src/mls/key-schedule.ts";
import { signContent, verifyWithLabel } from "../../src/mls/labels.ts";
import { TlsReader, uint, vector } from "../../src/mls/tls.ts";
import { TreeHasher, resolutionOf } from "../../src/mls/tree-hash.ts";
import { ancestorsOf, leftOf, rightOf, rootOf } from "../../src/mls/tree-math.ts";
import { parseRatchetTree } from "../../src/mls/tree-nodes.ts";
import { hasSoundShape } from "../../src/mls/tree-shape.ts";
import { openWelcome } from "../../src/mls/welcome.ts";
import { decodeKeyPackage, decodeWelcome } from "../../src/mls/wire.ts";
import { say, seededCrypto, value } from "./fixture.ts";
import "./patience.ts";

const FOLDER = fileURLToPath(new URL("../../../../../shared/data/mls/", import.meta.url));
const present = existsSync(FOLDER);
if (!present) say(`no test vectors in ${FOLDER}, so RFC 9420's are not run`);

const crypto = seededCrypto("vectors");
/** Vectors carry made-up credentials; what is tested here is not who they are. */
const env: MlsEnv = { crypto, authenticate: () => true };
const NONE = new Uint8Array();

function vectors<T>(name: string): T[] {
  const parsed: unknown = JSON.parse(readFileSync(`${FOLDER}${name}.json`, "utf8"));
  return (Array.isArray(parsed) ? parsed : [parsed]) as T[];
}

function ofSuite1<T extends { cipher_suite: number }>(name: string): T[] {
  return vectors<T>(name).filter((vector) => vector.cipher_suite === 1);
}

function hex(text: string): Uint8Array {
  const bytes = fromHex(text);
  if (bytes === undefined) throw new Error("not hexadecimal");
  return bytes;
}

describe.runIf(present)("RFC 9420 test vectors", () => {
  it("[M60] tree-math", () => {
    for (const tree of vectors<TreeMath>("tree-math")) {
      expect(rootOf(tree.n_nodes)).toBe(tree.root);
      for (let node = 0; node < tree.n_nodes; node++) {
        expect(node % 2 === 0 ? null : leftOf(node)).toBe(tree.left[node] ?? null);
        expect(node % 2 === 0 ? null : rightOf(node)).toBe(tree.right[node] ?? null);
        expect(ancestorsOf(node, tree.n_nodes)[0] ?? null).toBe(tree.parent[node] ?? null);
      }
    }
  });

  it("[M60] crypto-basics, suite 1", async () => {
    for (const basics of ofSuite1<CryptoBasics>("crypto-basics")) {
      const { expand_with_label: expand, derive_secret: derive, sign_with_label: sign } = basics;
      const use = { label: expand.label, context: hex(expand.context), length: expand.length };
      expect(toHex(expandWithLabel(SHA256, hex(expand.secret), use))).toBe(expand.out);
      expect(toHex(deriveSecret(SHA256, hex(derive.secret), derive.label))).toBe(derive.out);
      const signed = { label: sign.label, content: hex(sign.content), signature: hex(sign.signature) };
      expect(verifyWithLabel(hex(sign.pub), signed)).toBe(true);
      const again = ed25519Sign(hex(sign.priv), signContent(sign.label, hex(sign.content)));
      expect(ed25519Verify(hex(sign.pub), signContent(sign.label, hex(sign.content)), again)).toBe(true);
      const { encrypt_with_label: sealed } = basics;
      const label = vector(new TextEncoder().encode(`MLS 1.0 ${sealed.label}`));
      const opened = await hpkeOpen(
        crypto,
        {
          privateKey: hex(sealed.priv),
          enc: hex(sealed.kem_output),
          ciphertext: hex(sealed.ciphertext),
          info: concatBytes(label, vector(hex(sealed.context))),
        },
        HPKE_X25519,
      );
      expect(toHex(value(opened))).toBe(sealed.plaintext);
    }
  });

  it("[M60] key-schedule, suite 1: from joiner secret to every secret of the epoch", () => {
    for (const schedule of ofSuite1<KeySchedule>("key-schedule")) {
      for (const epoch of schedule.epochs) {
        // The vectors give PSK secrets directly, which is what `memberSecret` computes from one PSK.
        const member = SHA256.extract(hex(epoch.joiner_secret), hex(epoch.psk_secret));
        expect(toHex(deriveSecret(SHA256, member, "welcome"))).toBe(epoch.welcome_secret);
        const { keySchedule, encryptionSecret } = epochSecrets(SHA256, member, hex(epoch.group_context));
        expect(toHex(encryptionSecret)).toBe(epoch.encryption_secret);
        expect(toHex(keySchedule.senderDataSecret)).toBe(epoch.sender_data_secret);
        expect(toHex(keySchedule.exporterSecret)).toBe(epoch.exporter_secret);
        expect(toHex(keySchedule.externalSecret)).toBe(epoch.external_secret);
        expect(toHex(keySchedule.confirmationKey)).toBe(epoch.confirmation_key);
        expect(toHex(keySchedule.membershipKey)).toBe(epoch.membership_key);
        expect(toHex(keySchedule.resumptionPsk)).toBe(epoch.resumption_psk);
        expect(toHex(keySchedule.epochAuthenticator)).toBe(epoch.epoch_authenticator);
        expect(toHex(keySchedule.initSecret)).toBe(epoch.init_secret);
        expect(toHex(HPKE_X25519.kem.deriveKeyPair(keySchedule.externalSecret).publicKey)).toBe(
          epoch.external_pub,
        );
      }
    }
  });

  it("[M60] psk_secret, suite 1, of one PSK and of none", () => {
    let counted = 0;
    for (const { psks, psk_secret: expected } of ofSuite1<PskSecret>("psk_secret")) {
      const [psk, ...more] = psks;
      if (more.length > 0) continue;
      const id = (given: Psk): Uint8Array =>
        concatBytes(uint(1, 1), vector(hex(given.psk_id)), vector(hex(given.psk_nonce)));
      const bound = psk === undefined ? undefined : { id: id(psk), secret: hex(psk.psk) };
      const joiner = new Uint8Array(32).fill(7);
      expect(memberSecret(SHA256, joiner, bound)).toEqual(SHA256.extract(joiner, hex(expected)));
      counted += 1;
    }
    expect(counted).toBe(2);
  });

  it("[M60] tree-validation, suite 1: hashes, resolutions, parent hashes, leaf signatures", () => {
    for (const tree of ofSuite1<TreeValidation>("tree-validation")) {
      const nodes = parseRatchetTree(hex(tree.tree)) ?? [];
      expect(hasSoundShape(nodes)).toBe(true);
      const hasher = new TreeHasher(nodes, SHA256);
      expect(tree.tree_hashes.map((_, index) => toHex(hasher.at(index)))).toEqual(tree.tree_hashes);
      expect(tree.resolutions.map((_, index) => resolutionOf(nodes, index))).toEqual(tree.resolutions);
      expect(hasher.hasValidParents()).toBe(true);
    }
  });

  it("[M60] welcome, suite 1", async () => {
    for (const given of ofSuite1<WelcomeVector>("welcome")) {
      const own = {
        keyPackage: value(decodeKeyPackage(hex(given.key_package))),
        privateKeys: {
          initPrivateKey: hex(given.init_priv),
          hpkePrivateKey: NONE,
          signaturePrivateKey: NONE,
        },
        suite: CLASSIC_SUITE,
      };
      const welcome = value(decodeWelcome(hex(given.welcome)));
      const opened = value(await openWelcome(crypto, { own, welcome, bond: undefined }));
      const info = readUnverified(opened.groupInfo);
      const signature = { label: "GroupInfoTBS", content: info.signed, signature: info.signature };
      expect(verifyWithLabel(hex(given.signer_pub), signature)).toBe(true);
      const { keySchedule } = epochSecrets(SHA256, opened.memberSecret, info.groupContext);
      const tag = SHA256.mac(keySchedule.confirmationKey, info.confirmedTranscriptHash);
      expect(toHex(tag)).toBe(toHex(info.confirmationTag));
    }
  });

  it.each(["passive-client-welcome", "passive-client-handling-commit", "passive-client-random"])(
    "[M60] %s, suite 1",
    async (name) => {
      const skipped: string[] = [];
      let joined = 0;
      for (const client of ofSuite1<PassiveClient>(name)) {
        if (client.ratchet_tree !== null) {
          skipped.push("ratchet tree apart from the welcome");
          continue;
        }
        await followAsPassiveClient(client);
        joined += 1;
      }
      expect(joined).toBeGreaterThan(0);
      say(`${name}: ${joined} followed, ${skipped.length} left out (${[...new Set(skipped)].join()})`);
    },
    60_000,
  );
});

/** Joins by our own code, then processes what comes by the library with our suite. */
async function followAsPassiveClient(client: PassiveClient): Promise<void> {
  const privatePackage = encode(privateKeyPackageEncoder, {
    initPrivateKey: hex(client.init_priv),
    hpkePrivateKey: hex(client.encryption_priv),
    signaturePrivateKey: hex(client.signature_priv),
  });
  const own = value(ownKeyPackage({ publicPackage: hex(client.key_package), privatePackage }));
  const externalPsks = Object.fromEntries(
    client.external_psks.map((psk) => [Buffer.from(hex(psk.psk_id)).toString("base64"), hex(psk.psk)]),
  );
  const [psk] = client.external_psks;
  const bond = psk === undefined ? undefined : { pskId: hex(psk.psk_id), secret: hex(psk.psk) };
  const welcome = value(decodeWelcome(hex(client.welcome)));
  const bound = await joinBound(env, { own, welcome, bond });
  const group = bound.ok ? bound.value : value(await joinBound(env, { own, welcome, bond: undefined }));
  expect(toHex(epochAuthenticator(group))).toBe(client.initial_epoch_authenticator);
  let state = libraryState(group);
  for (const epoch of client.epochs) {
    for (const message of [...epoch.proposals, epoch.commit]) {
      const [decoded] = mlsMessageDecoder(hex(message), 0) ?? [];
      const framed =
        decoded?.wireformat === wireformats.mls_public_message ||
        decoded?.wireformat === wireformats.mls_private_message
          ? decoded
          : undefined;
      if (framed === undefined) throw new Error("not a framed message");
      const now = state;
      const processed = value(
        await attempt(
          { env, suite: CLASSIC_SUITE },
          (context) => processMessage({ context, state: now, message: framed }),
          { externalPsks },
        ),
      );
      state = processed.newState;
    }
    expect(toHex(epochAuthenticator(groupOf(state)))).toBe(epoch.epoch_authenticator);
  }
}

function readUnverified(groupInfo: Uint8Array): {
  readonly groupContext: Uint8Array;
  readonly confirmedTranscriptHash: Uint8Array;
  readonly confirmationTag: Uint8Array;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
} {
  const reader = new TlsReader(groupInfo);
  reader.raw(4);
  reader.vector();
  reader.raw(8);
  reader.vector();
  const confirmedTranscriptHash = reader.vector();
  reader.vector();
  const groupContext = reader.since(0);
  reader.vector();
  const confirmationTag = reader.vector();
  reader.raw(4);
  const signed = reader.since(0);
  return { groupContext, confirmedTranscriptHash, confirmationTag, signed, signature: reader.vector() };
}

interface TreeMath {
  readonly n_nodes: number;
  readonly root: number;
  readonly left: readonly (number | null)[];
  readonly right: readonly (number | null)[];
  readonly parent: readonly (number | null)[];
}

interface CryptoBasics {
  readonly cipher_suite: number;
  readonly expand_with_label: {
    readonly secret: string;
    readonly label: string;
    readonly context: string;
    readonly length: number;
    readonly out: string;
  };
  readonly derive_secret: { readonly secret: string; readonly label: string; readonly out: string };
  readonly sign_with_label: {
    readonly priv: string;
    readonly pub: string;
    readonly content: string;
    readonly label: string;
    readonly signature: string;
  };
  readonly encrypt_with_label: {
    readonly priv: string;
    readonly label: string;
    readonly context: string;
    readonly plaintext: string;
    readonly kem_output: string;
    readonly ciphertext: string;
  };
}

interface KeySchedule {
  readonly cipher_suite: number;
  readonly epochs: readonly {
    readonly joiner_secret: string;
    readonly psk_secret: string;
    readonly group_context: string;
    readonly welcome_secret: string;
    readonly encryption_secret: string;
    readonly sender_data_secret: string;
    readonly exporter_secret: string;
    readonly external_secret: string;
    readonly confirmation_key: string;
    readonly membership_key: string;
    readonly resumption_psk: string;
    readonly epoch_authenticator: string;
    readonly init_secret: string;
    readonly external_pub: string;
  }[];
}

interface Psk {
  readonly psk: string;
  readonly psk_id: string;
  readonly psk_nonce: string;
}

interface PskSecret {
  readonly cipher_suite: number;
  readonly psks: readonly Psk[];
  readonly psk_secret: string;
}

interface TreeValidation {
  readonly cipher_suite: number;
  readonly tree: string;
  readonly tree_hashes: readonly string[];
  readonly resolutions: readonly (readonly number[])[];
}

interface WelcomeVector {
  readonly cipher_suite: number;
  readonly init_priv: string;
  readonly key_package: string;
  readonly signer_pub: string;
  readonly welcome: string;
}

interface PassiveClient {
  readonly cipher_suite: number;
  readonly external_psks: readonly { readonly psk_id: string; readonly psk: string }[];
  readonly key_package: string;
  readonly signature_priv: string;
  readonly encryption_priv: string;
  readonly init_priv: string;
  readonly welcome: string;
  readonly ratchet_tree: string | null;
  readonly initial_epoch_authenticator: string;
  readonly epochs: readonly {
    readonly proposals: readonly string[];
    readonly commit: string;
    readonly epoch_authenticator: string;
  }[];
}
