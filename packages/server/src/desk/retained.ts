import { caseKeptMs } from "@bridle/desk";
import { SIGNAL_LIFETIME_MS } from "../domain/detection-profile.ts";
import { defaultSettings } from "../domain/settings.ts";

const days = (ms: number): number => ms / (24 * 60 * 60 * 1000);
const signals = days(SIGNAL_LIFETIME_MS);
const mail = days(defaultSettings.mailboxLifetimeMs);

/** What the public report says of what is kept. docs/retention.md says it of every field. */
export const retained: readonly { readonly what: string; readonly days: number }[] = [
  { what: "Signals: first contacts between strangers, and breaches of the protocol", days: signals },
  { what: "The key under which signals name people", days: signals },
  { what: "Findings that no case took", days: signals },
  {
    what: "Files of cases, once everybody was told and nobody has to keep them",
    days: days(caseKeptMs),
  },
  { what: "Messages that wait for a device", days: mail },
  { what: "Safety notices that wait for a device", days: mail },
];
