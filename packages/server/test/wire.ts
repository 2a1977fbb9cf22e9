import {
  createPrivateKey,
  createPublicKey,
  hash,
  randomBytes,
  sign,
  verify,
  type KeyObject,
} from "node:crypto";
import {
  AccountId,
  chainSigningInput,
  chainStatement,
  concatBytes,
  DeviceId,
  encode,
  encodeAuthenticatedData,
  mlsGroupId,
  noDeliveryChange,
  type ChainBody,
  type ChainOperation,
  type ConversationId,
  type DeliveryChange,
  type OuterClass,
} from "@bridle/protocol";

// What a client would make, as far as the server can tell: real signatures, MLS messages with a real
// clear head and random bytes behind it.

export const bytes = (size: number): Uint8Array => new Uint8Array(randomBytes(size));

export function sha256(data: Uint8Array): Uint8Array {
  return new Uint8Array(hash("sha256", data, "buffer"));
}

export function verifyEd25519(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), key]);
  return verify(null, message, createPublicKey({ key: der, format: "der", type: "spki" }), signature);
}

export class SigningKey {
  readonly publicKey: Uint8Array;
  readonly #key: KeyObject;

  constructor(seed: Uint8Array = bytes(32)) {
    const prefix = Buffer.from("302e020100300506032b657004220420", "hex");
    this.#key = createPrivateKey({ key: Buffer.concat([prefix, seed]), format: "der", type: "pkcs8" });
    const spki = createPublicKey(this.#key).export({ format: "der", type: "spki" });
    this.publicKey = new Uint8Array(spki.subarray(-32));
  }

  sign(message: Uint8Array): Uint8Array {
    return new Uint8Array(sign(null, message, this.#key));
  }

  get deviceId(): DeviceId {
    return DeviceId.fromBytes(sha256(this.publicKey).slice(0, 16))!;
  }
}

export interface Identity {
  readonly root: SigningKey;
  readonly device: SigningKey;
  readonly introductionKey: Uint8Array;
  readonly genesis: Uint8Array;
  readonly accountId: AccountId;
}

export function createIdentity(): Identity {
  const root = new SigningKey();
  const device = new SigningKey();
  const introductionKey = bytes(1216);
  const genesis = statement(root, {
    kind: "genesis",
    version: 1,
    rootKey: root.publicKey,
    introductionKeyHash: sha256(introductionKey),
    device: { signatureKey: device.publicKey },
  });
  return { root, device, introductionKey, genesis, accountId: AccountId.fromBytes(sha256(genesis))! };
}

export function statement(key: SigningKey, body: ChainBody): Uint8Array {
  return encode(chainStatement, { body, signature: key.sign(chainSigningInput(body)) });
}

/** A statement of the root key (no signer) or of a device behind `previous`. */
export function change(
  by: { readonly key: SigningKey; readonly signer?: DeviceId },
  at: { readonly previous: Uint8Array; readonly position: number; readonly atMs: number },
  operations: readonly ChainOperation[],
): Uint8Array {
  return statement(by.key, {
    kind: "change",
    previous: sha256(at.previous),
    position: at.position,
    atMs: at.atMs,
    signer: by.signer,
    operations,
  });
}

export interface FakeMessage {
  readonly conversationId: ConversationId;
  readonly epoch: number;
  readonly generation?: number;
  readonly outerClass?: OuterClass;
  readonly delivery?: DeliveryChange;
  readonly contentType?: number;
  readonly size?: number;
  readonly commitment?: Uint8Array;
}

/** An MLS message whose clear head says this. */
export function mlsMessage(said: FakeMessage): Uint8Array {
  const { conversationId, epoch, generation = 0, outerClass = "message", delivery = noDeliveryChange } = said;
  const isPublic = outerClass === "rejoin";
  const contentType = Uint8Array.of(said.contentType ?? (outerClass === "message" ? 1 : 3));
  const commitment = outerClass === "message" ? (said.commitment ?? bytes(32)) : new Uint8Array(32);
  const data = encodeAuthenticatedData({ outerClass, commitment, delivery });
  const epochBytes = new Uint8Array(8);
  new DataView(epochBytes.buffer).setBigUint64(0, BigInt(epoch));
  return concatBytes(
    Uint8Array.of(0, 1, 0, isPublic ? 1 : 2),
    vector(mlsGroupId(conversationId, generation)),
    epochBytes,
    isPublic ? Uint8Array.of(4) : contentType,
    vector(data),
    isPublic ? contentType : new Uint8Array(0),
    bytes(said.size ?? 64),
  );
}

function vector(content: Uint8Array): Uint8Array {
  const size = content.length;
  const head = size < 64 ? Uint8Array.of(size) : Uint8Array.of(0x40 | (size >> 8), size & 255);
  return concatBytes(head, content);
}
