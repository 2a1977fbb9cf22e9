/** What the reading holds on to while rows come, go and change their height. */
export type Anchor =
  /** The newest row, at the bottom. */
  | "end"
  /** A row, and how far its top lies below the top of the view (negative when above). */
  | { readonly id: string; readonly offset: number };

export interface Rows {
  readonly count: number;
  idAt(index: number): string;
  /** -1 when there is no such row. */
  indexOf(id: string): number;
  /** Measured, or guessed for a row that was never drawn. */
  heightAt(index: number): number;
}

/** Which rows are drawn, and how much room the others take before and after them. */
export interface VirtualWindow {
  readonly start: number;
  readonly end: number;
  readonly before: number;
  readonly after: number;
}

/** The rows around the anchor that fill the view and `margin` pixels above and below it. */
export function windowAround(
  rows: Rows,
  anchor: Anchor,
  view: { height: number; margin: number },
): VirtualWindow {
  const index = anchor === "end" ? -1 : rows.indexOf(anchor.id);
  const { start, end } =
    anchor === "end" || index === -1
      ? { start: backFrom(rows, rows.count, view.height + view.margin), end: rows.count }
      : {
          start: backFrom(rows, index, anchor.offset + view.margin),
          end: forthFrom(rows, index, view.height - anchor.offset + view.margin),
        };
  return { start, end, before: heightOf(rows, 0, start), after: heightOf(rows, end, rows.count) };
}

/** The row at a distance from the top of the list, for a scrollbar that was dragged to where nothing is drawn. */
export function anchorAt(rows: Rows, scrollTop: number): Anchor {
  let top = 0;
  for (let index = 0; index < rows.count; index += 1) {
    const height = rows.heightAt(index);
    if (top + height > scrollTop) return { id: rows.idAt(index), offset: top - scrollTop };
    top += height;
  }
  return "end";
}

function backFrom(rows: Rows, index: number, room: number): number {
  let at = index;
  for (let left = room; at > 0 && left > 0; at -= 1) left -= rows.heightAt(at - 1);
  return at;
}

function forthFrom(rows: Rows, index: number, room: number): number {
  let at = index;
  for (let left = room; at < rows.count && left > 0; at += 1) left -= rows.heightAt(at);
  return Math.max(at, Math.min(index + 1, rows.count));
}

function heightOf(rows: Rows, from: number, to: number): number {
  let sum = 0;
  for (let index = from; index < to; index += 1) sum += rows.heightAt(index);
  return sum;
}
