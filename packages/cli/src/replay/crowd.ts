import { Random, type World } from "@bridle/desk";
import { handleSkeleton, proofSigningInput, type AccountId } from "@bridle/protocol";
import type { ServerCore, Store } from "@bridle/server";
import { paperIdentity, realIdentity, type Identity } from "./identity.ts";
import { Line } from "./line.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** Of the people who act, one in so many registers and signs in with real keys; attackers all do. */
const REAL_ONE_IN = 50;

type Person = ReturnType<World["person"]>;

export interface Server {
  readonly core: ServerCore;
  readonly store: Store;
  readonly clock: VirtualClock;
}

/** A session as the server holds it for somebody whose proof isn't replayed. */
type Caller = Parameters<ServerCore["tokens"]["add"]>[1];

interface Resident {
  readonly identity: Identity;
  /** Where there is no real key. */
  readonly caller: Caller | undefined;
}

export interface CrowdCounts {
  /** Registered and signed in over the wire with real keys. */
  registered: number;
  /** Written into the store when they were first needed. */
  directory: number;
}

/** The people of a world, in the server as far as anybody has to do with them. */
export class Crowd {
  readonly counts: CrowdCounts = { registered: 0, directory: 0 };
  readonly #server: Server;
  readonly #world: World;
  readonly #seed: number;
  readonly #residents = new Map<number, Resident>();

  constructor(server: Server, world: World, seed: number) {
    this.#server = server;
    this.#world = world;
    this.#seed = seed;
  }

  handleOf(who: number): string {
    return `w${(who + 1000).toString()}`;
  }

  accountOf(who: number): AccountId {
    return this.#resident(who).identity.accountId;
  }

  /** Everybody who is in the server, by account. */
  people(): ReadonlyMap<AccountId, number> {
    return new Map([...this.#residents].map(([who, { identity }]) => [identity.accountId, who]));
  }

  identityOf(who: number): Identity {
    return this.#resident(who).identity;
  }

  /** Registers somebody now, if they aren't there. */
  join(who: number): void {
    this.#resident(who);
  }

  /** A connection with a session, as this person's client opens one; absent when the server won't. */
  signIn(who: number): Line | undefined {
    const { identity, caller } = this.#resident(who);
    const person = this.#world.person(who);
    const line = new Line(this.#server, person.address);
    const opened =
      caller === undefined
        ? opensWithKey(this.#server, line, { identity, person })
        : this.#resumes(line, caller);
    if (opened) return line;
    line.close();
    return undefined;
  }

  #resident(who: number): Resident {
    const known = this.#residents.get(who);
    if (known !== undefined) return known;
    const person = this.#world.person(who);
    const random = new Random(Math.imul(this.#seed + 1, 0x85ebca6b) ^ who);
    const resident = this.#made(who, person, random);
    this.#residents.set(who, resident);
    return resident;
  }

  #made(who: number, person: Person, random: Random): Resident {
    // A group that doesn't join is older than the world: its people don't all come with their first act.
    if (person.group >= 0 && person.registersAt === undefined)
      return this.#enter(who, person, realIdentity(random));
    const isReal = person.group >= 0 || who % REAL_ONE_IN === 0;
    return isReal ? this.#register(who, person, random) : this.#enter(who, person, paperIdentity(random));
  }

  #register(who: number, person: Person, random: Random): Resident {
    const identity = realIdentity(random);
    const { address, code } = person.registersAt ?? { address: person.address, code: undefined };
    const line = new Line(this.#server, address);
    if (person.client === "ours") line.call("server.info", {});
    const { genesis, introductionKey } = identity;
    const handle = this.handleOf(who);
    let answer = line.call("account.register", { genesis, introductionKey, handle, registrationCode: code });
    // An address asks for so many handles a minute; whoever is in a crowd comes again.
    while (answer.kind === "refused" && answer.by.endsWith("rate_limited")) {
      this.#server.clock.advance(5_000);
      answer = line.call("account.register", { genesis, introductionKey, handle, registrationCode: code });
    }
    line.close();
    if (answer.kind === "refused") throw new Error(`a registration was refused: ${answer.by}`);
    this.counts.registered++;
    return { identity, caller: undefined };
  }

  /** Straight into the store. Whose keys nobody holds gets a session without a proof. */
  #enter(who: number, person: Person, identity: Identity): Resident {
    const { store, core } = this.#server;
    const { platform } = core.settings;
    const { accountId, deviceId, genesis, rootKey, introductionKey, signatureKey } = identity;
    const handle = this.handleOf(who);
    store.begin();
    const { row: account } = store.accounts.insert({
      accountId,
      genesis,
      rootKey,
      introductionKey,
      platform,
    });
    const device = store.devices.list({ account, accountId, deviceId, signatureKey, activeAfterMs: 0 });
    store.handles.set(account, handle, handleSkeleton(handle));
    store.commit();
    this.counts.directory++;
    if (identity.device !== undefined) return { identity, caller: undefined };
    return { identity, caller: { account, accountId, device, deviceId, build: person.build, platform } };
  }

  #resumes(line: Line, caller: Caller): boolean {
    const { core, clock } = this.#server;
    const token = core.crypto.randomBytes(32);
    core.tokens.add(token, caller, clock.nowMs());
    return line.call("session.resume", { token, sealedCount: 0 }).kind === "reply";
  }
}

function opensWithKey(
  server: Server,
  line: Line,
  who: { readonly identity: Identity; readonly person: Person },
): boolean {
  const { identity, person } = who;
  // Ours ask who the server is before anything else; an imitation knows it already.
  if (person.client === "ours") line.call("server.info", {});
  const challenge = line.call("session.challenge", {});
  if (challenge.kind !== "reply" || identity.device === undefined) return false;
  const { nonce } = challenge.reply;
  const { serverId } = server.core.crypto;
  const { accountId, deviceId } = identity;
  const claim = { purpose: "session", accountId, deviceId } as const;
  const signature = identity.device.sign(proofSigningInput(claim, { serverId, nonce }));
  const { build } = person;
  const proof = { nonce, signature };
  return line.call("session.open", { accountId, deviceId, proof, sealedCount: 0, build }).kind === "reply";
}
