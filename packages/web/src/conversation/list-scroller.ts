import { anchorAt, windowAround, type Anchor, type Rows, type VirtualWindow } from "./virtual-window.ts";

const HEIGHT_GUESS = 52;
/** Pixels above and below the view that are drawn too. */
const MARGIN = 800;
/** This close to the bottom counts as being there. */
const END_SLACK = 32;

/**
 * Owns the scrolling of a list that draws only the rows around what is read: measures rows, keeps the anchor in
 * its place while others come, go or grow, and says when other rows are needed. Rows are elements with
 * `data-row`; what can have the focus in one carries `data-focus`.
 */
export class ListScroller {
  readonly #heights = new Map<string, number>();
  readonly #redraw: () => void;
  #anchor: Anchor;
  #rows: Rows = rowsFor([], this.#heights);
  #drawn: VirtualWindow = { start: 0, end: 0, before: 0, after: 0 };
  #parts: { readonly box: HTMLElement; readonly list: HTMLElement } | undefined;
  #hadFocus = false;

  /** `redraw`: asks for another rendering, and so for `window` again. */
  constructor(start: Anchor, redraw: () => void) {
    this.#anchor = start;
    this.#redraw = redraw;
  }

  /** Takes the scrolling box and the list in it; the returned function lets go of them. */
  mount(box: HTMLElement, list: HTMLElement): () => void {
    this.#parts = { box, list };
    const observer = new ResizeObserver(() => this.settle());
    observer.observe(box);
    observer.observe(list);
    const keys = (event: KeyboardEvent): void => this.#keyOnBox(event);
    box.addEventListener("keydown", keys);
    return () => {
      observer.disconnect();
      box.removeEventListener("keydown", keys);
      this.#parts = undefined;
    };
  }

  /** Which of these rows to draw now. */
  window(rows: readonly { readonly id: string }[]): VirtualWindow {
    this.#rows = rowsFor(rows, this.#heights);
    this.#drawn = this.#windowWith(MARGIN);
    return this.#drawn;
  }

  /** After anything moved: measures what is drawn and puts the anchor back to its place. */
  settle(): void {
    if (this.#parts === undefined) return;
    const { box, list } = this.#parts;
    for (const row of rowsIn(list)) this.#heights.set(idOf(row), row.offsetHeight);
    this.#keepFocus(box, list);
    if (this.#anchor === "end") {
      box.scrollTop = box.scrollHeight;
      return;
    }
    const { id, offset } = this.#anchor;
    const held = rowsIn(list).find((row) => idOf(row) === id);
    const moved = held === undefined ? 0 : held.offsetTop - box.scrollTop - offset;
    if (Math.abs(moved) >= 1) box.scrollTop += moved;
  }

  /** After scrolling: what is read now is the anchor. Tells whether that is the end. */
  scrolled(): boolean {
    if (this.#parts === undefined) return this.#anchor === "end";
    const { box, list } = this.#parts;
    this.#anchor = anchorIn(box, list) ?? anchorAt(this.#rows, box.scrollTop);
    const wanted = this.#windowWith(MARGIN / 2);
    if (wanted.start < this.#drawn.start || wanted.end > this.#drawn.end) this.#redraw();
    return this.#anchor === "end";
  }

  toEnd(): void {
    this.#anchor = "end";
    this.#redraw();
  }

  /** Brings a row into view, a third from the top. */
  toRow(id: string): void {
    this.#anchor = { id, offset: (this.#parts?.box.clientHeight ?? 0) / 3 };
    this.#redraw();
  }

  focusRow(id: string): void {
    const row =
      this.#parts === undefined ? undefined : rowsIn(this.#parts.list).find((row) => idOf(row) === id);
    row?.querySelector<HTMLElement>("[data-focus]")?.focus();
  }

  #windowWith(margin: number): VirtualWindow {
    const height = this.#parts?.box.clientHeight ?? globalThis.innerHeight;
    return windowAround(this.#rows, this.#anchor, { height, margin });
  }

  // A row that had the focus and isn't drawn any more leaves it to the box, not to the page.
  #keepFocus(box: HTMLElement, list: HTMLElement): void {
    const { activeElement, body } = document;
    if (this.#hadFocus && activeElement === body) box.focus({ preventScroll: true });
    this.#hadFocus = list.contains(document.activeElement) || document.activeElement === box;
  }

  // From the box, arrows lead back to the rows in view.
  #keyOnBox(event: KeyboardEvent): void {
    if (this.#parts === undefined || event.target !== this.#parts.box) return;
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    const { box, list } = this.#parts;
    const seen = rowsIn(list).find(
      (row) => row.offsetTop >= box.scrollTop && row.querySelector("[data-focus]"),
    );
    event.preventDefault();
    seen?.querySelector<HTMLElement>("[data-focus]")?.focus({ preventScroll: true });
  }
}

function rowsFor(rows: readonly { readonly id: string }[], heights: ReadonlyMap<string, number>): Rows {
  const idAt = (index: number): string => rows[index]?.id ?? "";
  return {
    count: rows.length,
    idAt,
    indexOf: (id) => rows.findIndex((row) => row.id === id),
    heightAt: (index) => heights.get(idAt(index)) ?? HEIGHT_GUESS,
  };
}

/** The first row in view, or the end. Undefined when nothing that is drawn is in view. */
function anchorIn(box: HTMLElement, list: HTMLElement): Anchor | undefined {
  if (box.scrollHeight - box.scrollTop - box.clientHeight < END_SLACK) return "end";
  for (const row of rowsIn(list)) {
    const offset = row.offsetTop - box.scrollTop;
    if (offset > box.clientHeight) return undefined;
    if (offset + row.offsetHeight > 0) return { id: idOf(row), offset };
  }
  return undefined;
}

function rowsIn(list: HTMLElement): readonly HTMLElement[] {
  return [...list.children].filter(
    (row): row is HTMLElement => row instanceof HTMLElement && "row" in row.dataset,
  );
}

function idOf(row: HTMLElement): string {
  return row.dataset["row"] ?? "";
}
