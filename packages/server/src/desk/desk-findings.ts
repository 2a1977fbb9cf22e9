import type { Finding } from "@bridle/desk";

/** Findings that wait for a person, the newest state of each. Durable on return. */
export interface DeskFindings {
  all(): readonly Finding[];
  /** Inserts or replaces by id. */
  put(finding: Finding): void;
  remove(id: string): void;
  /** Forgets, for good, those whose newest signal is older: they go with the signals that they were made of. */
  expire(beforeMs: number): void;
}

/** When something last happened that a finding speaks of. */
export function lastAtMs({ signals, atMs }: Finding): number {
  return Math.max(atMs, ...signals.map((signal) => signal.lastAtMs));
}
