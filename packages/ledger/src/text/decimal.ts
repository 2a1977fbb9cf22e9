/**
 * An ASCII decimal without leading zeroes (C2SP tlog-checkpoint), up to what JavaScript holds exactly:
 * 2^53 − 1 entries are more than this software will ever see. `undefined` for everything else.
 */
export function parseDecimal(text: string): number | undefined {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
