import { createHash, randomBytes } from "node:crypto";
import { chainCrypto, ed25519KeyPair, ed25519Sign } from "@bridle/core";
import {
  AccountId,
  chainSigningInput,
  chainStatement,
  deviceIdOf,
  encode,
  GrantId,
  type ChainStatement,
} from "@bridle/protocol";
import { RawLine, type RawDevice } from "@bridle/testkit";

const sha256 = (data: Uint8Array): Uint8Array => new Uint8Array(createHash("sha256").update(data).digest());
const fresh = (size: number): Uint8Array => new Uint8Array(randomBytes(size));

/** An account with a program behind it instead of an app. */
export class Stranger {
  #line: RawLine;
  readonly #server: string;
  readonly #device: RawDevice;

  private constructor(line: RawLine, server: string, device: RawDevice) {
    this.#line = line;
    this.#server = server;
    this.#device = device;
  }

  get accountId(): AccountId {
    return this.#device.accountId;
  }

  /** `from`: the address that the server takes it to come from. */
  static async register(server: string, handle?: string, from?: string): Promise<Stranger> {
    const [root, device] = [ed25519KeyPair(fresh(32)), ed25519KeyPair(fresh(32))];
    const introductionKey = fresh(1216);
    const body: ChainStatement["body"] = {
      kind: "genesis",
      version: 1,
      rootKey: root.publicKey,
      introductionKeyHash: sha256(introductionKey),
      device: { signatureKey: device.publicKey },
    };
    const signature = ed25519Sign(root.privateKey, chainSigningInput(body));
    const genesis = encode(chainStatement, { body, signature });
    const accountId = AccountId.fromBytes(sha256(genesis))!;
    const line = await RawLine.open(server, from);
    const registration = { genesis, introductionKey, handle, registrationCode: undefined };
    await line.must("account.register", registration);
    const deviceId = deviceIdOf(chainCrypto, device.publicKey);
    const itself = { accountId, deviceId, privateKey: device.privateKey };
    await line.login(itself);
    return new Stranger(line, server, itself);
  }

  /** Comes again; `false` when it is suspended. */
  async comeAgain(): Promise<boolean> {
    this.#line.close();
    this.#line = await RawLine.open(this.#server);
    try {
      await this.#line.login(this.#device);
      return true;
    } catch (fault) {
      if (fault instanceof Error && fault.message.endsWith("account_suspended")) return false;
      throw fault;
    }
  }

  /** Finds somebody by handle and rings them without their consent, as in 2019. Nothing of it reaches them. */
  async strike(handle: string): Promise<void> {
    const { accountId } = await this.#line.must("handle.find", { handle });
    const permission = { grantId: GrantId.fromBytes(fresh(16))!, accessKey: fresh(32) };
    const offer = { callId: fresh(16), accountId, permission, media: "voice", sealed: fresh(200) } as const;
    const answer = await this.#line.call("call.offer", offer);
    if (answer !== "no_grant") throw new Error(`the gate said ${JSON.stringify(answer)}`);
  }

  leave(): void {
    this.#line.close();
  }
}
