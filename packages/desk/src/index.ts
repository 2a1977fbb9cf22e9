export {
  networkClasses,
  signalKinds,
  type NetworkClass,
  type Signal,
  type SignalKind,
  type StrongLink,
} from "./signals/signal.ts";
