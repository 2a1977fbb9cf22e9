import { exposuresOf, type Case } from "./case.ts";

/** How long a case file outlives its purpose (tier T2). */
export const caseKeptMs = 90 * 24 * 60 * 60 * 1000;

/**
 * When everybody whom the case touched had been told, passed over for a reason, or was past finding out;
 * `undefined` while somebody waits.
 */
export function notifiedAtMs(found: Case): number | undefined {
  const accounts = new Map(found.opened.map(({ target, account }) => [target, account]));
  const toldAtMs = new Map<string, number>();
  for (const { account, atMs } of found.told) {
    toldAtMs.set(account, Math.min(atMs, toldAtMs.get(account) ?? atMs));
  }
  const lost = new Set(found.lost);
  let lastMs = 0;
  for (const { target } of exposuresOf(found)) {
    if (lost.has(target)) continue;
    const account = accounts.get(target);
    const atMs = account === undefined ? undefined : toldAtMs.get(account);
    if (atMs === undefined) return undefined;
    lastMs = Math.max(lastMs, atMs);
  }
  return lastMs === 0 ? found.changedAtMs : lastMs;
}

/**
 * When the case file goes: 90 days after everybody was told. What was dismissed, merged away or never
 * confirmed goes 90 days after its last change. A confirmed case waits for its people, and a hold for its release.
 */
export function deletionDueAtMs(found: Case): number | undefined {
  if (found.holds.length > 0) return undefined;
  const doneAtMs = found.status.kind === "confirmed" ? notifiedAtMs(found) : found.changedAtMs;
  return doneAtMs === undefined ? undefined : doneAtMs + caseKeptMs;
}

export function isDueForDeletion(found: Case, nowMs: number): boolean {
  const dueAtMs = deletionDueAtMs(found);
  return dueAtMs !== undefined && nowMs >= dueAtMs;
}

/** A confirmed case whose people still wait after so long: to be shown to whoever is responsible. */
export function isOverdue(found: Case, nowMs: number): boolean {
  const isWaiting = found.status.kind === "confirmed" && notifiedAtMs(found) === undefined;
  return isWaiting && nowMs >= found.changedAtMs + caseKeptMs;
}
