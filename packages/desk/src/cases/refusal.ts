/** Why a command isn't followed. Nothing has changed then. */
export type Refusal =
  /** No such person at this desk, or not any more. */
  | "unknown_person"
  /** Their role doesn't allow it. */
  | "not_allowed"
  /** An id that isn't 16 bytes in hex, or that names something else already. */
  | "bad_id"
  | "unknown_case"
  | "unknown_finding"
  | "unknown_proposal"
  | "unknown_control"
  | "unknown_order"
  | "unknown_hold"
  | "unknown_batch"
  /** Somebody decided about the case, or it says more, since its author looked at it. */
  | "stale"
  /** Nothing would happen, or a list is empty. */
  | "nothing_to_do"
  /** Not in this state of the case, the proposal or the control. */
  | "wrong_state"
  /** The finding is in another case that isn't dismissed. */
  | "finding_taken"
  /** Whoever proposed can't approve. */
  | "own_proposal"
  /** Whoever proposed isn't at this desk any more. */
  | "proposer_gone"
  | "expired"
  /** What is approved isn't what was proposed. */
  | "different_content"
  /** Somebody in the list isn't exposed in this case, or nobody was allowed to open who they are. */
  | "not_opened"
  /** One person alone may not do this, or not again so soon. */
  | "second_person_needed"
  /** The basis that is to be recorded isn't the true one. */
  | "untrue_basis"
  /** The confirmed order names no such party, class or exemption. */
  | "unknown_party"
  /** No confirmed order surely asks for this now. */
  | "order_not_binding"
  /** Not yet, or not while a hold lasts. */
  | "not_due";
