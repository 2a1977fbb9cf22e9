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
