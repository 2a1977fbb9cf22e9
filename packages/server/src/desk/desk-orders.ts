/** An order as the desk keeps it: the text as it came, strictly read before. */
export interface KeptOrder {
  readonly id: string;
  readonly text: string;
  readonly addedAtMs: number;
  /** The person who brought this version. */
  readonly by: string;
}

/** Orders as data, the newest version of each. Durable on return. */
export interface DeskOrders {
  all(): readonly KeptOrder[];
  find(id: string): KeptOrder | undefined;
  /** Inserts or replaces by id. */
  put(order: KeptOrder): void;
}
