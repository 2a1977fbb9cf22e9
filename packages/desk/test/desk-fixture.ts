import { createHash } from "node:crypto";
import { AccountId, type NoticeLetter } from "@bridle/protocol";
import {
  apply,
  contentHash,
  decide,
  emptyDesk,
  heldOrder,
  type Action,
  type Command,
  type DeskEnv,
  type DeskEvent,
  type DeskState,
  type Exposure,
  type Finding,
  type HeldOrder,
  type Order,
  type Reach,
  type Refusal,
  type Role,
} from "../src/index.ts";

export const sha256 = (data: Uint8Array): Uint8Array =>
  Uint8Array.from(createHash("sha256").update(data).digest());

export const HOUR = 60 * 60 * 1000;
export const DAY = 24 * HOUR;
export const START = 20_000 * DAY;

export function id(seed: string): string {
  return createHash("sha256").update(seed).digest("hex").slice(0, 32);
}

export function accountOf(seed: string): AccountId {
  const parsed = AccountId.parse(createHash("sha256").update(`account ${seed}`).digest("hex"));
  if (parsed === undefined) throw new Error("an account id has 32 bytes");
  return parsed;
}

export const people = {
  ann: { id: id("ann"), role: "analyst" },
  ben: { id: id("ben"), role: "analyst" },
  lea: { id: id("lea"), role: "lead" },
  cora: { id: id("cora"), role: "counsel" },
  otto: { id: id("otto"), role: "auditor" },
} as const satisfies Readonly<Record<string, { readonly id: string; readonly role: Role }>>;

export const ann = people.ann.id;
export const ben = people.ben.id;
export const lea = people.lea.id;
export const cora = people.cora.id;
export const otto = people.otto.id;

export function exposure(target: string, more: Partial<Exposure> = {}): Exposure {
  return { target: id(target), reached: "nothing", attempts: 1, firstAtMs: START, lastAtMs: START, ...more };
}

export function finding(name: string, targets: readonly string[], more: Partial<Finding> = {}): Finding {
  return {
    id: `rule/${name}`,
    rule: { id: "fan-out", version: 1 },
    platform: "chat",
    subject: { kind: "account", account: accountOf(`attacker ${name}`) },
    strength: "moderate",
    atMs: START,
    signals: [{ kind: "introduction", count: targets.length, firstAtMs: START, lastAtMs: START }],
    exposures: targets.map((target) => exposure(target, { reached: "introduction" satisfies Reach })),
    couldBe: ["courier"],
    ...more,
  };
}

export const letter: NoticeLetter = {
  template: "targeted",
  templateVersion: 1,
  seen: {
    lookups: false,
    introductions: true,
    invites: false,
    groupAdds: false,
    calls: false,
    deviceLinks: false,
    malformed: false,
  },
  reached: "introduction",
  confidence: "likely",
  firstDay: 20_000,
  furtherDays: 0,
  done: { refused: true, accountsClosed: true, repaired: false },
  helpEdition: 1,
};

/** A desk that keeps what it decides, as the server's shell does. */
export class Desk {
  state: DeskState = emptyDesk;
  readonly events: DeskEvent[] = [];
  nowMs = START;
  /** As they are kept; those that two persons confirmed are held. */
  orders: readonly Order[] = [];
  platforms: readonly string[] = ["chat"];
  #salts = 0;

  /** With all of `people`. */
  static staffed(): Desk {
    const desk = new Desk();
    for (const { id: personId, role } of Object.values(people)) {
      desk.do({ by: "operator", kind: "person.appoint", personId, role });
    }
    return desk;
  }

  env(): DeskEnv {
    const salt = id(`salt ${this.#salts}`) + id(`more ${this.#salts++}`);
    const held = () => this.held();
    return { nowMs: this.nowMs, sha256, salt, orders: { held, platforms: this.platforms } };
  }

  held(): readonly HeldOrder[] {
    return this.orders.flatMap((order) => {
      const ref = this.state.orders.get(order.id);
      return (ref && heldOrder(sha256, order, ref)) ?? [];
    });
  }

  try(command: Command): Refusal | "done" {
    const decided = decide(this.state, command, this.env());
    if (!decided.ok) return decided.error;
    for (const event of decided.value) {
      this.events.push(event);
      this.state = apply(this.state, event);
    }
    return "done";
  }

  do(...commands: readonly Command[]): void {
    for (const command of commands) {
      const outcome = this.try(command);
      if (outcome !== "done") throw new Error(`${command.kind}: ${outcome}`);
    }
  }

  version(caseId: string): number {
    return this.state.cases.get(caseId)?.version ?? 0;
  }

  /** A confirmed case of these findings. */
  confirmed(name: string, ...findings: readonly Finding[]): string {
    const caseId = id(name);
    this.do({ by: ann, kind: "case.open", caseId, findings });
    this.do({ by: ann, kind: "case.confirm", caseId, expected: this.version(caseId) });
    return caseId;
  }

  /** The hash that an approval must name. */
  hash(proposalId: string): string {
    const proposal = this.state.proposals.get(proposalId);
    return proposal === undefined ? "" : contentHash(sha256, proposal);
  }

  /** Proposed by one, approved by the other. */
  agreed(name: string, action: Action, by: readonly [string, string] = [ann, ben]): void {
    const proposalId = id(name);
    this.do({ by: by[0], kind: "proposal.make", proposalId, action });
    this.do({ by: by[1], kind: "proposal.approve", proposalId, contentHash: this.hash(proposalId) });
  }

  /** Lets targets be opened and opens each as the account of the same name. */
  opened(caseId: string, targets: readonly string[]): void {
    this.agreed(`open ${caseId} ${targets.join()} ${this.version(caseId)}`, {
      kind: "openTargets",
      caseId,
      targets: targets.map(id),
    });
    const opened = targets.map((target) => ({ target: id(target), account: accountOf(target) }));
    this.do({ by: "desk", kind: "targets.opened", caseId, opened, lost: [] });
  }
}
