export { contentHash, proposalLifetimeMs, type Action, type Proposal } from "./approvals/action.ts";
export { abilities, roleMay, roles, type Ability, type Person, type Role } from "./approvals/roles.ts";
export { canonicalJson } from "./canonical-json.ts";
export { apply, replay } from "./cases/apply.ts";
export {
  dismissalReasons,
  exposuresOf,
  isSending,
  passedOverReasons,
  type Case,
  type CaseContent,
  type CaseStatus,
  type DismissalReason,
  type Hold,
  type NoticeBatch,
  type OpenedTarget,
  type PassedOverReason,
  type Told,
} from "./cases/case.ts";
export type { Command, DeskCommand, OperatorCommand, PersonalCommand } from "./cases/command.ts";
export { caseOfFinding } from "./cases/decide-case.ts";
export { aloneEveryMs } from "./cases/decide-notice.ts";
export { decide } from "./cases/decide.ts";
export {
  controlsOf,
  emptyDesk,
  type DeskState,
  type KeptControl,
  type KeptFeed,
} from "./cases/desk-state.ts";
export type { DeskEnv, OrdersHere } from "./cases/draft.ts";
export { DESK_STREAM, type DeskEvent, type Envelope, type Fact } from "./cases/event.ts";
export { mergeExposures } from "./cases/exposures.ts";
export {
  commitmentTo,
  deskEntry,
  entryKinds,
  ledgerEntry,
  saltBytes,
  saltOf,
  type DeskEntry,
} from "./cases/ledger-entry.ts";
export type { Refusal } from "./cases/refusal.ts";
export { caseKeptMs, deletionDueAtMs, isDueForDeletion, isOverdue, notifiedAtMs } from "./cases/retention.ts";
export { suggestCases, type Suggestion, type Tie } from "./cases/suggest.ts";
export {
  aloneMs,
  bases,
  controlReasons,
  endsAtMs,
  isInForce,
  outerClasses,
  type Basis,
  type Control,
  type ControlReason,
  type OuterClass,
  type Refused,
} from "./controls/control.ts";
export { aloneAgainMs, controlHash } from "./controls/decide-control.ts";
export { casesToKeep, groundsOf, isEnforced } from "./controls/decide-order.ts";
export { isRefused, refusingControl, type Asked } from "./controls/is-refused.ts";
export {
  reaches,
  strengths,
  type Exposure,
  type Finding,
  type Reach,
  type Strength,
} from "./findings/finding.ts";
export type { KeyedSignal } from "./signals/keyed-signal.ts";
export {
  networkClasses,
  signalKinds,
  type NetworkClass,
  type Signal,
  type SignalKind,
  type StrongLink,
} from "./signals/signal.ts";
export {
  asDeskRefusal,
  deskCall,
  deskRefusals,
  replies,
  type DeskCall,
  type DeskRefusal,
  type DeskRefusalKind,
  type ParamsOfCall,
  type ReplyOfCall,
} from "./api/desk-call.ts";
export { signInCalls, type DeskPerson, type PasskeyJson } from "./api/sign-in-calls.ts";
export {
  deskCalls,
  deskParams,
  isDeskCallName,
  type DeskCallName,
  type DeskCalls,
  type DeskParams,
  type DeskReply,
} from "./api/desk-calls.ts";
export * from "./orders/index.ts";
export { batches, planNotices, type NoticePlan, type PlannedNotice } from "./notices/plan.ts";
export * from "./report/index.ts";
export { workCalls } from "./api/work-calls.ts";
export type {
  BatchView,
  CaseSummary,
  CaseView,
  ControlView,
  FindingsView,
  HistoryEntry,
  LogView,
  Overview,
  ProposalView,
  SignalSeries,
  UnlockView,
} from "./api/work-views.ts";
export { Detector, type DetectorOptions } from "./findings/detector.ts";
export { explain, type Explained } from "./findings/explain.ts";
export { harmless, isHarmlessName, type HarmlessName } from "./findings/harmless.ts";
export { brokenGoals, Scorer, type Aftermath, type Outcome } from "./replay/outcome.ts";
export { parseScenario } from "./replay/parse-scenario.ts";
export { Random } from "./replay/random.ts";
export { steps, strikes, type Goals, type Group, type Scenario, type Step } from "./replay/scenario.ts";
export { scaled, variants, vary, type Variant } from "./replay/vary.ts";
export { drawWorld, type Act, type World } from "./replay/world.ts";
export { parseRule } from "./rules/parse-rule.ts";
export type { Line, Rule, RuleTest, Selector, Spared } from "./rules/rule.ts";
export { shippedRules } from "./rules/shipped-rules.ts";
export { failedTests, tryRules, type FailedTest } from "./rules/try-rules.ts";
export { SIGNAL_LIFETIME_MS } from "./signals/memory.ts";
export { orderCalls, type AskView, type OrderView, type OrderWorkView } from "./api/order-calls.ts";
export {
  reportCalls,
  type PublishedReport,
  type ReportPreview,
  type ReportView,
} from "./api/report-calls.ts";
export { escapeHtml, htmlPage, pageStyle } from "./html.ts";
export { feedCalls, type FeedView, type FeedsView, type LookedUpView } from "./api/feed-calls.ts";
export type { FeedRefusal, RefusedFeed, UsedFeed } from "./feeds/used-feed.ts";
