import {
  Random,
  Scorer,
  type Act,
  type Aftermath,
  type Finding,
  type Outcome,
  type Rule,
  type World,
} from "@bridle/desk";
import { decode, mailboxEntry } from "@bridle/protocol";
import { openSqliteStore, ServerCore, type Store } from "@bridle/server";
import { workTheCase } from "./aftermath.ts";
import { letIn, sentMessage } from "./conversation.ts";
import { Crowd, type Server } from "./crowd.ts";
import { DeskSink } from "./desk-sink.ts";
import { drawnBytes } from "./identity.ts";
import { perform } from "./perform.ts";
import { replayCrypto } from "./replay-crypto.ts";
import { VirtualClock } from "./virtual-clock.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const HOSTING = /^198\.1[89]\./;
const CHAT_PAIRS = 10;

/** What a run tells besides the outcome: what was real, and what it cost. */
export interface RunReport {
  readonly outcome: Outcome;
  readonly acts: number;
  readonly refusals: Readonly<Record<string, number>>;
  readonly signals: Readonly<Record<string, number>>;
  readonly registered: number;
  readonly directory: number;
  /** Messages between contacts that the server carried, and signals that came of them. */
  readonly messages: number;
  readonly messageSignals: number;
  /** Bytes that attackers got in front of a target beyond the introduction codec. */
  readonly strangerBytes: number;
  readonly introductionBytes: number;
  /** What two people at the desk did in the end; nothing where nobody was attacked, or nothing was found. */
  readonly aftermath: Aftermath | undefined;
  readonly wallSeconds: number;
  readonly detectorMicroseconds: number;
  readonly detectorBytes: number;
}

export interface RunOptions {
  readonly seed: number;
  readonly rules?: readonly Rule[];
  /** Messages that each of ten pairs of contacts sends; default: 50. */
  readonly messagesEach?: number;
  onProgress?(done: number, of: number): void;
}

/** Runs a world through the real server domain in virtual time, and then what the desk does about it. */
export async function runWorld(world: World, options: RunOptions): Promise<RunReport> {
  const startedMs = performance.now();
  const run = new Run(world, options);
  world.acts.forEach((act, index) => {
    run.act(act);
    if (index % 1000 === 0) options.onProgress?.(index, world.acts.length);
  });
  await run.end();
  return run.report((performance.now() - startedMs) / 1000);
}

class Run {
  readonly #world: World;
  readonly #clock = new VirtualClock();
  readonly #server: Server;
  readonly #sink: DeskSink;
  readonly #crowd: Crowd;
  readonly #scorer: Scorer;
  readonly #random: Random;
  readonly #refusals = new Map<string, number>();
  readonly #findings = new Map<string, Finding>();
  #aftermath: Aftermath | undefined;
  #settledMs = 0;
  #messages = 0;
  #messageSignals = 0;
  #strangerBytes = 0;
  #introductionBytes = 0;

  constructor(world: World, { seed, rules, messagesEach = 50 }: RunOptions) {
    this.#world = world;
    this.#random = new Random(seed ^ 0x6a09e667);
    this.#scorer = new Scorer(world);
    const secret = drawnBytes(this.#random, 32);
    this.#sink = new DeskSink(secret, {
      ...(rules === undefined ? {} : { rules }),
      found: (finding) => {
        this.#findings.set(finding.id, finding);
        this.#scorer.found(finding, this.#clock.monotonicMs());
      },
    });
    const store = openSqliteStore(":memory:");
    const core = new ServerCore({
      store,
      crypto: replayCrypto(secret),
      clock: this.#clock,
      log: { write: () => undefined },
      signals: this.#sink,
      networks: { of: (address) => ({ networkClass: networkClassOf(world, address) }) },
      broken: () => {
        throw new Error("the store of a replay broke");
      },
    });
    this.#server = { core, store, clock: this.#clock };
    this.#crowd = new Crowd(this.#server, world, seed);
    this.#chat(messagesEach);
  }

  act(act: Act): void {
    this.#settleUntil(act.atMs);
    this.#clock.skipTo(act.atMs);
    const attacks = this.#scorer.isAttacker(act.who);
    const before = attacks ? this.#mailOf(act.whom) : undefined;
    const refused = perform(act, { server: this.#server, crowd: this.#crowd, random: this.#random });
    if (refused !== undefined) this.#refusals.set(refused, (this.#refusals.get(refused) ?? 0) + 1);
    if (act.step === "join") this.#scorer.joined(this.#crowd.accountOf(act.who), act.who);
    if (!attacks || act.step === "join" || act.step === "answer" || act.step === "lookUpNobody") return;
    this.#watch(act.whom, before ?? 0);
    const account = this.#crowd.accountOf(act.who);
    const target = this.#sink.pseudonym(this.#crowd.accountOf(act.whom));
    this.#scorer.attacked({ ...act, step: act.step, account, target });
  }

  /** The world's time runs out, minute by minute; then two people work the case. */
  async end(): Promise<void> {
    this.#settleUntil(this.#world.scenario.days * DAY_MS);
    const findings = [...this.#findings.values()];
    if (this.#scorer.outcome().found > 0) {
      const exposed = new Set(findings.flatMap(({ exposures }) => exposures.map(({ target }) => target)));
      this.#aftermath = await workTheCase({
        server: this.#server,
        crowd: this.#crowd,
        findings,
        targets: this.#sink.behind(exposed),
      });
    }
    this.#server.core.stop();
    this.#server.store.close();
  }

  report(wallSeconds: number): RunReport {
    const signals = [...this.#sink.counts.values()].reduce((sum, count) => sum + count, 0);
    return {
      outcome: this.#scorer.outcome(),
      acts: this.#world.acts.length,
      refusals: Object.fromEntries(this.#refusals),
      signals: Object.fromEntries(this.#sink.counts),
      ...this.#crowd.counts,
      messages: this.#messages,
      messageSignals: this.#messageSignals,
      strangerBytes: this.#strangerBytes,
      introductionBytes: this.#introductionBytes,
      aftermath: this.#aftermath,
      wallSeconds,
      detectorMicroseconds: signals === 0 ? 0 : (this.#sink.detectorMs * 1000) / signals,
      detectorBytes: this.#sink.detector.size.bytes,
    };
  }

  /** The desk looks once a minute for what time alone has brought. */
  #settleUntil(passedMs: number): void {
    while (this.#settledMs + MINUTE_MS <= passedMs) {
      this.#settledMs += MINUTE_MS;
      this.#clock.skipTo(this.#settledMs);
      this.#sink.settle(this.#clock.nowMs());
    }
  }

  /** Contacts talk: nothing of that may be a signal. */
  #chat(messagesEach: number): void {
    for (let pair = 0; pair < CHAT_PAIRS; pair++) {
      const [who, by] = [2 * pair, 2 * pair + 1];
      const conversationId = letIn(this.#crowd, this.#random, { who, by });
      if (conversationId === undefined) throw new Error("a conversation wasn't founded");
      const before = this.#signals();
      const line = this.#crowd.signIn(by);
      const ofSignIn = this.#signals() - before;
      for (let count = 1; count <= messagesEach; count++) {
        const answer = line?.call("conversation.send", sentMessage(this.#random, { conversationId, count }));
        if (answer?.kind !== "reply") throw new Error(`a message was refused: ${answer?.by}`);
        this.#messages++;
      }
      line?.close();
      this.#messageSignals += this.#signals() - before - ofSignIn;
    }
  }

  #signals(): number {
    return [...this.#sink.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The number of the newest entry in somebody's mailbox. */
  #mailOf(who: number): number {
    const { store } = this.#server;
    return store.mailboxes.head(deviceOf(store, this.#crowd, who)).lastSeq;
  }

  /** What came to a target with one act of an attacker. */
  #watch(who: number, after: number): void {
    const { store } = this.#server;
    const device = deviceOf(store, this.#crowd, who);
    for (const waiting of store.mailboxes.read(device, after, { entries: 100, bytes: 1 << 24 })) {
      if (waiting.kind === "gap") continue;
      const bytes = waiting.head === undefined ? waiting.body : Buffer.concat([waiting.head, waiting.body]);
      const entry = decode(mailboxEntry, bytes);
      if (entry.ok && entry.value.kind === "introduction") this.#introductionBytes += bytes.length;
      // Written by the server, of fixed form.
      else if (!entry.ok || entry.value.kind !== "refusals") this.#strangerBytes += bytes.length;
    }
  }
}

function deviceOf(store: Store, crowd: Crowd, who: number): ReturnType<Store["devices"]["list"]> {
  const account = store.accounts.find(crowd.accountOf(who));
  const [device] = account === undefined ? [] : store.devices.listed(account.row);
  if (device === undefined) throw new Error("assertion failed: somebody without a device");
  return device.row;
}

function networkClassOf(
  world: World,
  address: string | undefined,
): "residential" | "mobile" | "hosting" | "unknown" {
  if (address === undefined) return "unknown";
  if (!HOSTING.test(address)) return "mobile";
  const group = Number(address.split(".")[2]);
  return world.scenario.groups[group]?.network ?? "hosting";
}
