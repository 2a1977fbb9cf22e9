export type StoreRefusalKind =
  | "newer_store"
  | "locked"
  | "damaged"
  | "not_a_store"
  | "not_empty"
  | "unreadable";

/** Why a data folder can't be used; the message is for the operator and says what to do. */
export class StoreRefusal extends Error {
  readonly kind: StoreRefusalKind;

  constructor(kind: StoreRefusalKind, message: string) {
    super(message);
    this.name = "StoreRefusal";
    this.kind = kind;
  }
}
