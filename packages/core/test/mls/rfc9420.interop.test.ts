import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { assert, fromHex, toHex } from "@bridle/protocol";
import {
  decode,
  defaultLifetimeConfig,
  joinGroup,
  makeKeyPackageRef,
  mlsMessageDecoder,
  processMessage,
  pskTypes,
  wireformats,
  type MlsContext,
} from "ts-mls";
import { describe, expect, it } from "vitest";
import { ciphersuiteOf } from "../../src/mls/ciphersuite.ts";
import { attempt, type MlsEnv } from "../../src/mls/env.ts";
import { groupOf } from "../../src/mls/group.ts";
import { CLASSIC_SUITE, epochAuthenticator } from "../../src/mls/index.ts";
import { decodeKeyPackage, decodeWelcome } from "../../src/mls/wire.ts";
import { say, seededCrypto, value } from "./fixture.ts";
import * as inside from "./library-inside.ts";
import "./patience.ts";

const FOLDER = fileURLToPath(new URL("../../../../../shared/data/mls/", import.meta.url));
const present = existsSync(FOLDER);
if (!present) say(`no test vectors in ${FOLDER}, so RFC 9420's are not run`);

const crypto = seededCrypto("vectors");
/** Vectors carry made-up credentials; what is tested here is not who they are. */
const env: MlsEnv = { crypto, authenticate: () => true };
const suite = ciphersuiteOf(CLASSIC_SUITE, crypto);
const { kdf, hash, signature, hpke } = suite;

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

// All of it runs through the library as it is patched, with our suite under it.
describe.runIf(present)("RFC 9420 test vectors", () => {
  it("[M60] tree-math", () => {
    for (const tree of vectors<TreeMath>("tree-math")) {
      const root = inside.rootFromNodeWidth(tree.n_nodes);
      expect(root).toBe(tree.root);
      for (let index = 0; index < tree.n_nodes; index++) {
        const node = inside.toNodeIndex(index);
        expect(index % 2 === 0 ? null : inside.left(node)).toBe(tree.left[index] ?? null);
        expect(index % 2 === 0 ? null : inside.right(node)).toBe(tree.right[index] ?? null);
        const parent = node === root ? null : inside.parent(node, inside.leafWidth(tree.n_nodes));
        expect(parent).toBe(tree.parent[index] ?? null);
      }
    }
  });

  it("[M60] crypto-basics, suite 1", async () => {
    for (const basics of ofSuite1<CryptoBasics>("crypto-basics")) {
      const { expand_with_label: expand, derive_secret: derive, sign_with_label: sign } = basics;
      const { ref_hash: ref, derive_tree_secret: tree, encrypt_with_label: sealed } = basics;
      expect(toHex(await inside.refhash(ref.label, hex(ref.value), hash))).toBe(ref.out);
      const { length } = expand;
      const expanded = inside.expandWithLabel(
        hex(expand.secret),
        expand.label,
        hex(expand.context),
        length,
        kdf,
      );
      expect(toHex(await expanded)).toBe(expand.out);
      expect(toHex(await inside.deriveSecret(hex(derive.secret), derive.label, kdf))).toBe(derive.out);
      const derived = inside.deriveTreeSecret(
        hex(tree.secret),
        tree.label,
        tree.generation,
        tree.length,
        kdf,
      );
      expect(toHex(await derived)).toBe(tree.out);
      const isGood = (given: Uint8Array): Promise<boolean> =>
        inside.verifyWithLabel(hex(sign.pub), sign.label, hex(sign.content), given, signature);
      expect(await isGood(hex(sign.signature))).toBe(true);
      const again = await inside.signWithLabel(hex(sign.priv), sign.label, hex(sign.content), signature);
      expect(await isGood(again)).toBe(true);
      const key = await hpke.importPrivateKey(hex(sealed.priv));
      const enc = hex(sealed.kem_output);
      const ciphertext = hex(sealed.ciphertext);
      const context = hex(sealed.context);
      const opened = await inside.decryptWithLabel(key, sealed.label, context, enc, ciphertext, hpke);
      expect(toHex(opened)).toBe(sealed.plaintext);
    }
  });

  it("[M60] key-schedule, suite 1", async () => {
    for (const schedule of ofSuite1<KeySchedule>("key-schedule")) {
      let initSecret = hex(schedule.initial_init_secret);
      for (const epoch of schedule.epochs) {
        const context = decode(inside.groupContextDecoder, hex(epoch.group_context));
        assert(context !== undefined, "a group context");
        expect(toHex(context.treeHash)).toBe(epoch.tree_hash);
        const pskSecret = hex(epoch.psk_secret);
        const made = await inside.initializeEpoch(
          initSecret,
          hex(epoch.commit_secret),
          context,
          pskSecret,
          kdf,
        );
        expect(toHex(made.joinerSecret)).toBe(epoch.joiner_secret);
        expect(toHex(made.welcomeSecret)).toBe(epoch.welcome_secret);
        const joined = await inside.deriveKeySchedule(hex(epoch.joiner_secret), pskSecret, context, kdf);
        for (const [secrets, encryptionSecret] of [
          [made.keySchedule, made.encryptionSecret] as const,
          joined,
        ]) {
          expect(toHex(encryptionSecret)).toBe(epoch.encryption_secret);
          expect(toHex(secrets.senderDataSecret)).toBe(epoch.sender_data_secret);
          expect(toHex(secrets.exporterSecret)).toBe(epoch.exporter_secret);
          expect(toHex(secrets.externalSecret)).toBe(epoch.external_secret);
          expect(toHex(secrets.confirmationKey)).toBe(epoch.confirmation_key);
          expect(toHex(secrets.membershipKey)).toBe(epoch.membership_key);
          expect(toHex(secrets.resumptionPsk)).toBe(epoch.resumption_psk);
          expect(toHex(secrets.epochAuthenticator)).toBe(epoch.epoch_authenticator);
          expect(toHex(secrets.initSecret)).toBe(epoch.init_secret);
        }
        const external = await hpke.deriveKeyPair(made.keySchedule.externalSecret);
        expect(toHex(await hpke.exportPublicKey(external.publicKey))).toBe(epoch.external_pub);
        initSecret = hex(epoch.init_secret);
      }
    }
  });

  it("[M60] psk_secret, suite 1", async () => {
    for (const { psks, psk_secret: expected } of ofSuite1<PskSecret>("psk_secret")) {
      const ids = psks.map((psk) => ({
        psktype: pskTypes.external,
        pskId: hex(psk.psk_id),
        pskNonce: hex(psk.psk_nonce),
      }));
      const known = new Map(psks.map((psk) => [psk.psk_id, hex(psk.psk)]));
      const index = {
        findPsk: (id: (typeof ids)[number] | { psktype: number }) =>
          "pskId" in id ? known.get(toHex(id.pskId)) : undefined,
      };
      const [secret] = await inside.accumulatePskSecret(ids, index, suite, new Uint8Array(kdf.size));
      expect(toHex(secret)).toBe(expected);
    }
  });

  it("[M60] tree-validation, suite 1: hashes, resolutions, and everything that joining verifies", async () => {
    for (const given of ofSuite1<TreeValidation>("tree-validation")) {
      const tree = decode(inside.ratchetTreeDecoder, hex(given.tree));
      assert(tree !== undefined, "a tree");
      const nodes = tree.map((_, index) => inside.toNodeIndex(index));
      const hashes = await Promise.all(nodes.map((node) => inside.treeHash(tree, node, hash)));
      expect(hashes.map(toHex)).toEqual(given.tree_hashes);
      expect(nodes.map((node) => inside.resolution(tree, node))).toEqual(given.resolutions);
      const error = await inside.validateRatchetTree(
        tree,
        {
          version: 1,
          cipherSuite: 1,
          groupId: hex(given.group_id),
          epoch: 0n,
          treeHash: new Uint8Array(),
          confirmedTranscriptHash: new Uint8Array(),
          extensions: [],
        },
        { ...defaultLifetimeConfig, validateLifetimeOnReceive: false },
        { validateCredential: () => Promise.resolve(true) },
        await inside.treeHashRoot(tree, hash),
        suite,
      );
      expect(error).toBeUndefined();
    }
  });

  it("[M60] welcome, suite 1", async () => {
    for (const given of ofSuite1<WelcomeVector>("welcome")) {
      const ref = await makeKeyPackageRef(value(decodeKeyPackage(hex(given.key_package))), hash);
      const welcome = value(decodeWelcome(hex(given.welcome)));
      const key = await hpke.importPrivateKey(hex(given.init_priv));
      const secrets = await inside.decryptGroupSecrets(key, ref, welcome, hpke);
      assert(secrets !== undefined, "secrets for the key package");
      const noPsk = new Uint8Array(kdf.size);
      const info = await inside.decryptGroupInfo(welcome, secrets.joinerSecret, noPsk, suite);
      assert(info !== undefined, "a GroupInfo");
      expect(await inside.verifyGroupInfoSignature(info, hex(given.signer_pub), signature)).toBe(true);
      const { joinerSecret } = secrets;
      expect(await inside.verifyGroupInfoConfirmationTag(info, joinerSecret, noPsk, suite)).toBe(true);
    }
  });

  it.each(["passive-client-welcome", "passive-client-handling-commit", "passive-client-random"])(
    "[M60] %s, suite 1",
    async (name) => {
      for (const client of ofSuite1<PassiveClient>(name)) await followAsPassiveClient(client);
    },
    60_000,
  );
});

/** Joins and follows by the library with our suite, below our policy: the vectors have what Bridle forbids. */
async function followAsPassiveClient(client: PassiveClient): Promise<void> {
  const keyPackage = value(decodeKeyPackage(hex(client.key_package)));
  const privateKeys = {
    initPrivateKey: hex(client.init_priv),
    hpkePrivateKey: hex(client.encryption_priv),
    signaturePrivateKey: hex(client.signature_priv),
  };
  const externalPsks = Object.fromEntries(
    client.external_psks.map((psk) => [Buffer.from(hex(psk.psk_id)).toString("base64"), hex(psk.psk)]),
  );
  const welcome = value(decodeWelcome(hex(client.welcome)));
  const tree = client.ratchet_tree === null ? undefined : hex(client.ratchet_tree);
  const ratchetTree = tree === undefined ? undefined : decode(inside.ratchetTreeDecoder, tree);
  const target = { env, suite: CLASSIC_SUITE };
  let state = value(
    await attempt(
      target,
      (context) =>
        joinGroup({ context, welcome, keyPackage, privateKeys, ...(ratchetTree && { ratchetTree }) }),
      { externalPsks },
    ),
  );
  expect(toHex(epochAuthenticator(groupOf(state)))).toBe(client.initial_epoch_authenticator);
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
          target,
          (context) => processMessage({ context: retaining(context), state: now, message: framed }),
          { externalPsks },
        ),
      );
      state = processed.newState;
    }
    expect(toHex(epochAuthenticator(groupOf(state)))).toBe(epoch.epoch_authenticator);
  }
}

/** Some vectors resume from the epoch before. */
function retaining(context: MlsContext): MlsContext {
  assert(context.clientConfig !== undefined, "every attempt has a configuration");
  const keyRetentionConfig = { ...context.clientConfig.keyRetentionConfig, retainKeysForEpochs: 1 };
  return { ...context, clientConfig: { ...context.clientConfig, keyRetentionConfig } };
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
  readonly ref_hash: { readonly label: string; readonly value: string; readonly out: string };
  readonly derive_tree_secret: {
    readonly secret: string;
    readonly label: string;
    readonly generation: number;
    readonly length: number;
    readonly out: string;
  };
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
  readonly initial_init_secret: string;
  readonly epochs: readonly {
    readonly tree_hash: string;
    readonly commit_secret: string;
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
  readonly group_id: string;
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
