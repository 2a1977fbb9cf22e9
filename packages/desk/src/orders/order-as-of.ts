import { type Compliance, complianceAsOf } from "./compliance.ts";
import { type Norm, type Order } from "./order-form.ts";
import { type Citation, citationsOf, type Defect, defectsOf } from "./standing.ts";
import { type NormStatus, normStatus, type Times } from "./status.ts";

/** One norm as it stands. `defects` keep it from being enforced even while it is in force. */
export interface NormAsOf {
  readonly norm: Norm;
  readonly status: NormStatus;
  readonly defects: readonly Defect[];
  readonly cites: readonly Citation[];
}

/** A whole order at two times: what held then, as far as was known then. */
export interface OrderAsOf {
  readonly norms: readonly NormAsOf[];
  /** What all norms have in common; `mixed` when they differ, as under a partial stay. */
  readonly overall: NormStatus["kind"] | "mixed";
  readonly compliance: Compliance;
}

/** The order as it stands. Every other question about its status is answered from the same events. */
export function asOf(order: Order, times: Times): OrderAsOf {
  const norms = order.norms.map((norm) => ({
    norm,
    status: normStatus(order, norm.id, times),
    defects: defectsOf(order, norm),
    cites: citationsOf(order, norm),
  }));
  const kinds = new Set(norms.map(({ status }) => status.kind));
  const [only = "unknown"] = kinds;
  return { norms, overall: kinds.size === 1 ? only : "mixed", compliance: complianceAsOf(order, times) };
}
