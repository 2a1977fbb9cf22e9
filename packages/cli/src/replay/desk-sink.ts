import { createHmac } from "node:crypto";
import { Detector, shippedRules, type Finding, type Rule } from "@bridle/desk";
import { AccountId } from "@bridle/protocol";
import type { ServerCoreOptions } from "@bridle/server";

type Sink = NonNullable<ServerCoreOptions["signals"]>;
type Signal = Parameters<Sink["take"]>[0];

/** Signals are stored, and seen by the detector, with their times rounded down to this. */
const COARSE_TIME_MS = 5 * 60_000;

export interface DeskSinkOptions {
  readonly rules?: readonly Rule[];
  readonly found: (finding: Finding) => void;
}

/** Keys the server's signals as a desk does and gives them to a detector; nothing is stored. */
export class DeskSink implements Sink {
  readonly detector: Detector;
  readonly counts = new Map<string, number>();
  /** Time spent in the detector alone. */
  detectorMs = 0;
  readonly #key: Uint8Array;
  readonly #found: (finding: Finding) => void;
  readonly #pseudonyms = new Map<AccountId, string>();

  constructor(key: Uint8Array, { rules = shippedRules, found }: DeskSinkOptions) {
    this.#key = key;
    this.#found = found;
    this.detector = new Detector({ rules });
  }

  take(signal: Signal): void {
    this.counts.set(signal.kind, (this.counts.get(signal.kind) ?? 0) + 1);
    const { target, ...facts } = signal;
    const rest = { ...facts, atMs: Math.floor(facts.atMs / COARSE_TIME_MS) * COARSE_TIME_MS };
    const keyed = target === undefined ? rest : { ...rest, target: this.pseudonym(target) };
    const startedMs = performance.now();
    const findings = this.detector.observe(keyed);
    this.detectorMs += performance.now() - startedMs;
    for (const finding of findings) this.#found(finding);
  }

  settle(nowMs: number): void {
    const startedMs = performance.now();
    const findings = this.detector.settle(nowMs);
    this.detectorMs += performance.now() - startedMs;
    for (const finding of findings) this.#found(finding);
  }

  tag(kind: string, material: Uint8Array): Uint8Array {
    return new Uint8Array(
      createHmac("sha256", this.#key).update(kind).update(material).digest().subarray(0, 16),
    );
  }

  /** Who stands behind these pseudonyms. */
  behind(pseudonyms: ReadonlySet<string>): ReadonlyMap<string, AccountId> {
    const found = new Map<string, AccountId>();
    for (const [account, made] of this.#pseudonyms) if (pseudonyms.has(made)) found.set(made, account);
    return found;
  }

  pseudonym(account: AccountId): string {
    const known = this.#pseudonyms.get(account);
    if (known !== undefined) return known;
    const bytes = createHmac("sha256", this.#key).update(AccountId.toBytes(account)).digest();
    const made = bytes.subarray(0, 16).toString("hex");
    this.#pseudonyms.set(account, made);
    return made;
  }
}
