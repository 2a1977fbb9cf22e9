import type { Order } from "./order-form.ts";

/** A place in the source document, as people cite it. */
export interface Citation {
  readonly anchor: string;
  readonly label: string;
  readonly page?: number;
}

/** What keeps a part of an order from being enforced, whatever its status. */
export type Defect =
  /** The source document has no hash, or nobody compared the record with it. */
  | "order.defect.sourceUnverified"
  /** It cites no paragraph, or one whose text has no hash. */
  | "order.defect.notCited"
  /** Nobody compared this part with the source. */
  | "order.defect.notVerified";

interface Part {
  readonly cite: readonly string[];
  readonly standing: "verified" | "unverified";
}

/** The paragraphs that a part of an order stands on. */
export function citationsOf(order: Order, { cite }: Pick<Part, "cite">): readonly Citation[] {
  return order.source.anchors
    .filter(({ id }) => cite.includes(id))
    .map(({ id, label, page }) => ({ anchor: id, label, ...(page === null ? {} : { page }) }));
}

/** No citation, no enforcement: a part counts only with paragraphs whose text is fixed by hash, in a source that is. */
export function defectsOf(order: Order, part: Part): readonly Defect[] {
  const defects: Defect[] = [];
  if (order.source.sha256 === null || order.source.standing !== "verified") {
    defects.push("order.defect.sourceUnverified");
  }
  const anchors = order.source.anchors.filter(({ id }) => part.cite.includes(id));
  if (anchors.length === 0 || anchors.some(({ textSha256 }) => textSha256 === null)) {
    defects.push("order.defect.notCited");
  }
  if (part.standing !== "verified") defects.push("order.defect.notVerified");
  return defects;
}
