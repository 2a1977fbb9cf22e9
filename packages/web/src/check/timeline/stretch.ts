// The stretch of time that is looked at, and how zooming and moving change it. Pure.

/** From a moment up to another, which is not in it. Unix milliseconds. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Narrower than this nothing more can be told apart. */
const WIDTH_MIN_MS = 1_000;

export function widthOf({ fromMs, toMs }: Stretch): number {
  return toMs - fromMs;
}

/** Zooms about a place between 0 (begin) and 1 (end); `factor` below 1 zooms in. Never leaves `all`. */
export function zoomed(
  stretch: Stretch,
  all: Stretch,
  { factor, at = 0.5 }: { readonly factor: number; readonly at?: number },
): Stretch {
  const width = Math.max(WIDTH_MIN_MS, widthOf(stretch) * factor);
  const centreMs = stretch.fromMs + widthOf(stretch) * at;
  const fromMs = centreMs - width * at;
  return inside({ fromMs, toMs: fromMs + width }, all);
}

/** Moves by a part of its own width; stops at the ends of `all`. */
export function moved(stretch: Stretch, all: Stretch, part: number): Stretch {
  const byMs = widthOf(stretch) * part;
  return inside({ fromMs: stretch.fromMs + byMs, toMs: stretch.toMs + byMs }, all);
}

/** The stretch between two places of another, in whatever order they were marked. */
export function marked(stretch: Stretch, a: number, b: number): Stretch {
  const [from, to] = [Math.min(a, b), Math.max(a, b)];
  const width = widthOf(stretch);
  const fromMs = Math.floor(stretch.fromMs + width * Math.max(0, from));
  const toMs = Math.ceil(stretch.fromMs + width * Math.min(1, to));
  return { fromMs, toMs: Math.max(toMs, fromMs + WIDTH_MIN_MS) };
}

function inside({ fromMs, toMs }: Stretch, all: Stretch): Stretch {
  const width = Math.min(toMs - fromMs, widthOf(all));
  const from = Math.floor(Math.min(Math.max(fromMs, all.fromMs), all.toMs - width));
  return { fromMs: from, toMs: Math.min(all.toMs, Math.ceil(from + width)) };
}

/** The line of bars as an SVG path over `counts.length` by 1; the height is the square root, so that single events are seen. */
export function barsOf(counts: readonly number[]): string {
  const most = Math.max(1, ...counts);
  return counts
    .map((count, at) =>
      count === 0
        ? ""
        : `M${at} 1v-${Math.sqrt(count / most).toFixed(3)}h0.9v${Math.sqrt(count / most).toFixed(3)}z`,
    )
    .join("");
}

/** Which rows of a list of equal heights are in sight, with some around them. */
export function rowsInSight(list: {
  readonly scrollTop: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
}): { readonly from: number; readonly to: number } {
  const around = 10;
  const first = Math.floor(list.scrollTop / list.rowHeight) - around;
  const last = Math.ceil((list.scrollTop + list.height) / list.rowHeight) + around;
  return { from: Math.max(0, Math.min(first, list.count)), to: Math.max(0, Math.min(list.count, last)) };
}
