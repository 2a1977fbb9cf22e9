/** One dated record. */
export interface TimelineEvent {
  readonly timeMs: number;
  readonly module: string;
  readonly event: string;
  readonly text: string;
}

const TEXT_LENGTH_MAX = 400;
const FIRST_ROOM = 1024;

/** Dated records of a whole run, kept in columns: a phone has a million. */
export class Timeline {
  #times = new Float64Array(FIRST_ROOM);
  /** Indexes into `#kinds`. */
  #kindOf = new Uint16Array(FIRST_ROOM);
  readonly #texts: string[] = [];
  readonly #kinds: (readonly [module: string, event: string])[] = [];
  readonly #kindIndex = new Map<string, number>();
  readonly #kept: boolean;

  constructor(kept: boolean) {
    this.#kept = kept;
  }

  /** Whether anybody wants it; modules may spare themselves the texts. */
  get kept(): boolean {
    return this.#kept;
  }

  get length(): number {
    return this.#texts.length;
  }

  add({ timeMs, module, event, text }: TimelineEvent): void {
    if (!this.#kept) return;
    const at = this.#texts.length;
    if (at === this.#times.length) this.#grow();
    this.#times[at] = timeMs;
    this.#kindOf[at] = this.#kind(module, event);
    this.#texts.push(text.slice(0, TEXT_LENGTH_MAX));
  }

  /** Oldest first; events of one moment in the order they were read. */
  *sorted(): Generator<TimelineEvent> {
    const times = this.#times;
    const order = new Uint32Array(this.length).map((_, index) => index);
    order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
    for (const at of order) {
      const [module = "", event = ""] = this.#kinds[this.#kindOf[at] ?? 0] ?? [];
      yield { timeMs: times[at] ?? 0, module, event, text: this.#texts[at] ?? "" };
    }
  }

  #grow(): void {
    const times = new Float64Array(2 * this.#times.length);
    const kindOf = new Uint16Array(times.length);
    times.set(this.#times);
    kindOf.set(this.#kindOf);
    this.#times = times;
    this.#kindOf = kindOf;
  }

  /** The kinds are few; should evidence name more than fit, the rest share the last. */
  #kind(module: string, event: string): number {
    const key = `${module}\n${event}`;
    const known = this.#kindIndex.get(key);
    if (known !== undefined) return known;
    if (this.#kinds.length === 0xffff) return 0xfffe;
    this.#kinds.push([module, event]);
    this.#kindIndex.set(key, this.#kinds.length - 1);
    return this.#kinds.length - 1;
  }
}
