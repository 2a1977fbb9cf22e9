import { AccountId } from "@bridle/protocol";
import { id, integer, list, oneOf, optional, string } from "@bridle/protocol/params";
import { roles, type Role } from "../approvals/roles.ts";
import { dismissalReasons } from "../cases/case.ts";
import { controlReasons } from "../controls/control.ts";
import { deskCall, replies } from "./desk-call.ts";
import type {
  CaseSummary,
  CaseView,
  ControlView,
  FindingsView,
  LogView,
  Overview,
  UnlockView,
} from "./work-views.ts";

const all: readonly Role[] = roles;
const workers: readonly Role[] = ["analyst", "lead", "counsel"];
const operational: readonly Role[] = ["analyst", "lead"];
const lawyers: readonly Role[] = ["counsel"];

const hex = (size: number, name: string): ReturnType<typeof id<string>> =>
  id(name, (text) => (new RegExp(`^[0-9a-f]{${2 * size}}$`).test(text) ? text : undefined));
const caseId = hex(16, "a case's id");
const proposalId = hex(16, "a proposal's id");
const controlId = hex(16, "a control's id");
const contentHash = hex(32, "a hash");
const expected = integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const findingId = string({ min: 1, max: 200 });
const findings = list(findingId, { min: 1, max: 1_000 });
const onCase = { caseId, expected } as const;
const done = replies<Record<string, never>>();

/** The desk's daily work. Who may really do what is decided again with the command; `who` only turns away early. */
export const workCalls = {
  "overview.get": deskCall({ days: integer({ min: 1, max: 14 }) }, all, replies<Overview>()),
  "findings.list": deskCall({}, all, replies<FindingsView>()),
  "cases.list": deskCall({}, all, replies<readonly CaseSummary[]>()),
  "case.get": deskCall({ caseId }, all, replies<CaseView>()),
  "log.list": deskCall({ max: integer({ min: 1, max: 500 }) }, all, replies<LogView>()),

  "case.open": deskCall({ findings }, workers, replies<{ caseId: string }>()),
  "case.add": deskCall({ ...onCase, findings }, workers, done),
  "case.confirm": deskCall(onCase, workers, done),
  "case.dismiss": deskCall(
    {
      ...onCase,
      reason: oneOf(...dismissalReasons),
      growBy: integer({ min: 1, max: 1_000_000 }),
      /** How many people the page showed. */
      exposed: integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    },
    workers,
    done,
  ),
  "case.reopen": deskCall(onCase, workers, done),
  "case.merge": deskCall({ ...onCase, from: caseId, expectedFrom: expected }, workers, done),
  "case.split": deskCall({ ...onCase, findings }, workers, replies<{ caseId: string }>()),
  "hold.place": deskCall({ ...onCase, sourceHash: contentHash }, lawyers, done),
  "hold.release": deskCall({ ...onCase, holdId: hex(16, "a hold's id") }, lawyers, done),

  /** Asks a second person to let the server open everybody whom the case exposed. */
  "targets.propose": deskCall({ caseId }, workers, replies<{ proposalId: string }>()),
  /** One person's share. The second one opens. */
  "targets.unlock": deskCall(
    { caseId, name: string({ min: 1, max: 60 }), passphrase: string({ min: 1, max: 400 }) },
    operational,
    replies<UnlockView>(),
  ),
  /** Asks a second person to let the notices go that the case's plan has. */
  "notices.propose": deskCall({ caseId }, workers, replies<{ proposals: readonly string[] }>()),
  "notices.sendOne": deskCall(
    { ...onCase, account: id("an account's id", (text) => AccountId.parse(text)) },
    workers,
    done,
  ),
  "notices.stop": deskCall({ caseId, batchId: hex(16, "a batch's id") }, workers, done),
  "proposal.approve": deskCall({ proposalId, contentHash }, workers, done),
  "proposal.withdraw": deskCall({ proposalId }, workers, done),

  "controls.list": deskCall({}, all, replies<readonly ControlView[]>()),
  "control.impose": deskCall(
    {
      kind: oneOf("refuseClass", "refuseSize", "refuseBuild", "refuseRegistration", "suspendAccount"),
      /** A class, a build, a network class or `everyone`, an account. */
      value: string({ min: 1, max: 64 }),
      overBytes: optional(integer({ min: 0, max: 100_000_000 })),
      platform: optional(string({ min: 1, max: 32 })),
      basis: oneOf("terms", "safety"),
      reason: oneOf(...controlReasons),
      untilMs: optional(integer({ min: 0, max: Number.MAX_SAFE_INTEGER })),
    },
    workers,
    replies<{ controlId: string }>(),
  ),
  "control.confirm": deskCall({ controlId, contentHash }, workers, done),
  "control.withdraw": deskCall({ controlId }, workers, done),
  "control.proposeLift": deskCall({ controlId }, workers, replies<{ proposalId: string }>()),
} as const;
