export {
  bindingAsOf,
  type Binding,
  type BindingQuestion,
  type BoundNorm,
  type NotBoundWhy,
  type Question,
  type Reason,
} from "./binding.ts";
export { dayText, lastDayText, noonOf, windowOf, type Window } from "./civil-date.ts";
export { complianceAsOf, type Award, type Compliance, type Duty, type DutyState } from "./compliance.ts";
export {
  decideControl,
  proposeOutsideOrder,
  reviewControl,
  type ControlProposal,
  type Decision,
  type Enforced,
  type OrderGround,
  type OrderReason,
} from "./decision.ts";
export { heldOrder, orderRef, type HeldOrder, type OrderRef } from "./held-order.ts";
export { isSameAsk, type OrderAsk } from "./order-ask.ts";
export { askStanding, orderWork, type AskStanding, type OrderGrounds, type OrderWork } from "./order-work.ts";
export { odrlProfile, odrlProfileDocument, orderOdrl, type OdrlNode } from "./odrl.ts";
export { asOf, type NormAsOf, type OrderAsOf } from "./order-as-of.ts";
export {
  acts,
  orderControls,
  orderJsonSchema,
  type Act,
  type Condition,
  type Norm,
  type Order,
  type OrderControl,
  type OrderEvent,
} from "./order-form.ts";
export { amountText, citationText, eventText, orderPage } from "./order-page.ts";
export { continuesOrder, orderBytes, orderRefusalText, parseOrder, type OrderRefusal } from "./order.ts";
export {
  grades,
  machineGrade,
  type Grade,
  type IdentityEvidence,
  type PartyFinding,
} from "./party-finding.ts";
export { defectsOf, type Citation, type Defect } from "./standing.ts";
export { normStatus, type Doubt, type NormStatus, type Times } from "./status.ts";
export { orderWords, type OrderTextId } from "./words.ts";
export { refusedBy } from "./refused-by.ts";
