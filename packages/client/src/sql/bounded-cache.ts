/** Values by their key, made when first asked for; above the bound the longest unused one goes. */
export class BoundedCache<T> {
  readonly #entries = new Map<string, T>();
  readonly #bounds: { readonly max: number; readonly dropped?: (value: T) => void };

  constructor(bounds: { readonly max: number; readonly dropped?: (value: T) => void }) {
    this.#bounds = bounds;
  }

  get(key: string, make: () => T): T {
    const known = this.#entries.get(key);
    const value = known ?? make();
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.#bounds.max) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#drop(oldest);
    }
    return value;
  }

  clear(): void {
    for (const key of this.#entries.keys()) this.#drop(key);
  }

  #drop(key: string): void {
    const value = this.#entries.get(key);
    this.#entries.delete(key);
    if (value !== undefined) this.#bounds.dropped?.(value);
  }
}
