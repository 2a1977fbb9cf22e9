import {
  asDeskRefusal,
  batches,
  dismissalReasons,
  exposuresOf,
  networkClasses,
  outerClasses,
  type Case,
  type DeskParams,
  type DeskRefusal,
  type Finding,
  type PersonalCommand,
  type Refused,
  type workCalls,
} from "@bridle/desk";
import { AccountId, err, ok, type Result } from "@bridle/protocol";
import type { DeskCaller, DeskHandlers } from "../http/desk-api.ts";
import type { ServerCrypto } from "../ports/crypto.ts";
import type { DeskEvents } from "./desk-events.ts";
import type { DeskService } from "./desk-service.ts";
import { Unlocking } from "./unlocking.ts";
import {
  caseSummaries,
  caseView,
  controlViews,
  findingsOf,
  logView,
  overviewOf,
  planFor,
  type ViewEnv,
} from "./views.ts";

type WorkHandlers = Pick<DeskHandlers, keyof typeof workCalls>;
/** A command that doesn't say yet who gives it. */
type Asking = WithoutAuthor<PersonalCommand>;
type WithoutAuthor<C> = C extends PersonalCommand ? Omit<C, "by"> : never;

/** One decision of notices takes so many people at most, so that each stays a short transaction. */
const ACCOUNTS_PER_BATCH = 2_000;

export interface WorkOptions {
  readonly service: DeskService;
  readonly events: DeskEvents;
  readonly crypto: Pick<ServerCrypto, "sha256">;
  nowMs(): number;
}

/** The calls of the desk's daily work: each reads, or makes one command in the name of who is signed in. */
export function workHandlers(options: WorkOptions): WorkHandlers {
  const { service, events, crypto } = options;
  const unlocking = new Unlocking();
  const env = (): ViewEnv => ({
    service,
    events,
    sha256: (data) => crypto.sha256(data),
    nowMs: options.nowMs(),
  });
  return {
    "overview.get": async ({ days }) => ok(overviewOf(env(), days)),
    "findings.list": async () => ok(findingsOf(env())),
    "cases.list": async () => ok(caseSummaries(env())),
    "case.get": async ({ caseId }) => {
      const found = service.state.cases.get(caseId);
      if (found === undefined) return refused("unknown_case");
      return ok(caseView(env(), found, unlocking.names(caseId, options.nowMs())));
    },
    "log.list": async ({ max }) => ok(logView(env(), max)),
    "controls.list": async () => ok(controlViews(env())),
    ...caseHandlers(service),
    ...targetHandlers(service, { unlocking, nowMs: () => options.nowMs() }),
    ...noticeHandlers(service, () => options.nowMs()),
    ...controlHandlers(service),
    "proposal.approve": async (params, caller) =>
      done(service, caller, { kind: "proposal.approve", ...params }),
    "proposal.withdraw": async (params, caller) =>
      done(service, caller, { kind: "proposal.withdraw", ...params }),
  };
}

type CaseHandlers = Pick<
  WorkHandlers,
  | "case.open"
  | "case.add"
  | "case.confirm"
  | "case.dismiss"
  | "case.reopen"
  | "case.merge"
  | "case.split"
  | "hold.place"
  | "hold.release"
>;

function caseHandlers(service: DeskService): CaseHandlers {
  return {
    "case.open": async ({ findings: ids }, caller) => {
      const findings = findingsNamed(service, ids);
      if (findings === undefined) return refused("unknown_finding");
      const caseId = service.freshId();
      return answered(run(service, caller, { kind: "case.open", caseId, findings }), { caseId });
    },
    "case.add": async ({ findings: ids, ...on }, caller) => {
      const findings = findingsNamed(service, ids);
      if (findings === undefined) return refused("unknown_finding");
      return done(service, caller, { kind: "case.add", ...on, findings });
    },
    "case.confirm": async (on, caller) => done(service, caller, { kind: "case.confirm", ...on }),
    "case.dismiss": async ({ reason, ...rest }, caller) => {
      const known = dismissalReasons.find((each) => each === reason);
      if (known === undefined) return refused("bad_params");
      return done(service, caller, { kind: "case.dismiss", ...rest, reason: known });
    },
    "case.reopen": async (on, caller) => done(service, caller, { kind: "case.reopen", ...on }),
    "case.merge": async (on, caller) => done(service, caller, { kind: "case.merge", ...on }),
    "case.split": async (on, caller) => {
      const into = service.freshId();
      return answered(run(service, caller, { kind: "case.split", ...on, into }), { caseId: into });
    },
    "hold.place": async (on, caller) =>
      done(service, caller, { kind: "hold.place", ...on, holdId: service.freshId() }),
    "hold.release": async (on, caller) => done(service, caller, { kind: "hold.release", ...on }),
  };
}

function targetHandlers(
  service: DeskService,
  env: { readonly unlocking: Unlocking; nowMs(): number },
): Pick<WorkHandlers, "targets.propose" | "targets.unlock"> {
  return {
    "targets.propose": async ({ caseId }, caller) => {
      const found = service.state.cases.get(caseId);
      if (found === undefined) return refused("unknown_case");
      const proposalId = service.freshId();
      const action = { kind: "openTargets", caseId, targets: unopened(found) } as const;
      return answered(run(service, caller, { kind: "proposal.make", proposalId, action }), { proposalId });
    },
    "targets.unlock": async ({ caseId, ...unlock }, caller) => {
      const found = service.state.cases.get(caseId);
      if (found === undefined) return refused("unknown_case");
      if (found.status.kind !== "confirmed") return refused("wrong_state");
      const open = new Set([...found.opened.map(({ target }) => target), ...found.lost]);
      if (found.allowed.every((target) => open.has(target))) return refused("second_person_needed");
      const isHere = (personId: string): boolean =>
        service.state.people.get(personId)?.revokedAtMs === undefined;
      const offered = { personId: personOf(caller), unlock };
      const both = env.unlocking.offer(caseId, offered, { nowMs: env.nowMs(), isHere });
      if (both === undefined) return ok({ state: "waiting", opened: 0, lost: 0 });
      const opened = await service.openTargets(caseId, both);
      if (!opened.ok) return refused(opened.error);
      env.unlocking.done(caseId);
      const now = service.state.cases.get(caseId);
      return ok({ state: "opened", opened: opened.value.length, lost: now?.lost.length ?? 0 });
    },
  };
}

function noticeHandlers(
  service: DeskService,
  nowMs: () => number,
): Pick<WorkHandlers, "notices.propose" | "notices.sendOne" | "notices.stop"> {
  return {
    "notices.propose": async ({ caseId }, caller) => {
      const found = service.state.cases.get(caseId);
      if (found === undefined) return refused("unknown_case");
      const proposals: string[] = [];
      for (const batch of batches(planFor(service, found, nowMs()), ACCOUNTS_PER_BATCH)) {
        const proposalId = service.freshId();
        const action = { kind: "sendNotices", ...batch } as const;
        const proposed = run(service, caller, { kind: "proposal.make", proposalId, action });
        if (!proposed.ok) return refused(asDeskRefusal(proposed.error));
        proposals.push(proposalId);
      }
      return proposals.length === 0 ? refused("nothing_to_do") : ok({ proposals });
    },
    "notices.sendOne": async ({ caseId, expected, account }, caller) => {
      const found = service.state.cases.get(caseId);
      if (found === undefined) return refused("unknown_case");
      const planned = planFor(service, found, nowMs()).notices.find((notice) => notice.account === account);
      if (planned === undefined) return refused("nothing_to_do");
      const batchId = service.freshId();
      const { letter } = planned;
      return done(service, caller, { kind: "notice.sendOne", caseId, expected, batchId, letter, account });
    },
    "notices.stop": async (params, caller) => done(service, caller, { kind: "notice.stop", ...params }),
  };
}

function controlHandlers(
  service: DeskService,
): Pick<WorkHandlers, "control.impose" | "control.confirm" | "control.withdraw" | "control.proposeLift"> {
  return {
    "control.impose": async ({ kind, value, overBytes, basis, reason, ...rest }, caller) => {
      const what = refusedOf({ kind, value, overBytes });
      if (what === undefined) return refused("bad_params");
      const { platform, untilMs } = rest;
      const controlId = service.freshId();
      const asking = {
        kind: "control.impose",
        controlId,
        refused: what,
        basis,
        reason,
        ...(platform === undefined ? {} : { platform }),
        ...(untilMs === undefined ? {} : { untilMs }),
      } as const;
      return answered(run(service, caller, asking), { controlId });
    },
    "control.confirm": async (params, caller) =>
      done(service, caller, { kind: "control.confirm", ...params }),
    "control.withdraw": async (params, caller) =>
      done(service, caller, { kind: "control.withdraw", ...params }),
    "control.proposeLift": async ({ controlId }, caller) => {
      const proposalId = service.freshId();
      const action = { kind: "liftControl", controlId } as const;
      return answered(run(service, caller, { kind: "proposal.make", proposalId, action }), { proposalId });
    },
  };
}

/** What a page asks to refuse, if its value fits the kind. */
function refusedOf(
  asked: Pick<DeskParams<"control.impose">, "kind" | "value" | "overBytes">,
): Refused | undefined {
  const { kind, value, overBytes } = asked;
  const outer = outerClasses.find((each) => each === value);
  switch (kind) {
    case "refuseClass":
      return outer && { kind, value: outer };
    case "refuseSize":
      return outer && overBytes !== undefined ? { kind, value: { class: outer, overBytes } } : undefined;
    case "refuseBuild":
      return { kind, value };
    case "refuseRegistration": {
      const whose = (["everyone", ...networkClasses] as const).find((each) => each === value);
      return whose && { kind, value: whose };
    }
    case "suspendAccount": {
      const account = AccountId.parse(value);
      return account && { kind, value: account };
    }
  }
}

function unopened(found: Case): readonly string[] {
  const done = new Set([...found.opened.map(({ target }) => target), ...found.lost, ...found.allowed]);
  return exposuresOf(found)
    .map(({ target }) => target)
    .filter((target) => !done.has(target));
}

function findingsNamed(service: DeskService, ids: readonly string[]): readonly Finding[] | undefined {
  const findings = ids.map((each) => service.finding(each)).filter((each) => each !== undefined);
  return findings.length === ids.length ? findings : undefined;
}

/** In the name of whoever is signed in, whatever the request says. */
function run(service: DeskService, caller: DeskCaller, asking: Asking): ReturnType<DeskService["command"]> {
  return service.command({ ...asking, by: personOf(caller) });
}

function done(
  service: DeskService,
  caller: DeskCaller,
  asking: Asking,
): Result<Record<string, never>, DeskRefusal> {
  return answered(run(service, caller, asking), {});
}

function answered<T>(ran: ReturnType<DeskService["command"]>, value: T): Result<T, DeskRefusal> {
  return ran.ok ? ok(value) : refused(asDeskRefusal(ran.error));
}

function refused(kind: DeskRefusal["kind"]): Result<never, DeskRefusal> {
  return err({ kind, detail: "" });
}

function personOf({ session }: DeskCaller): string {
  return session?.analyst.id ?? "";
}
