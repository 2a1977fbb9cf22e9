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
  deskCall,
  deskRefusals,
  replies,
  roles,
  type DeskCall,
  type DeskRefusal,
  type DeskRefusalKind,
  type ParamsOfCall,
  type ReplyOfCall,
  type Role,
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
