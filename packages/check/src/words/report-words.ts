import type { Coverage, CoverageStatus, Severity } from "../examination/finding.ts";
import type { TimelineEvent } from "../examination/timeline.ts";
import { advice, type Explanation } from "../report/explanations.ts";
import type { EvidenceKind, ReportFinding, State } from "../report/report.ts";
import { stateWords } from "../report/states.ts";
import { events } from "./ar/events.ts";
import { heuristics, hits } from "./ar/explanations.ts";
import { findings } from "./ar/findings.ts";
import * as frame from "./ar/frame.ts";
import { reasons } from "./ar/reasons.ts";
import { labels, type Labels } from "./labels.ts";
import { modules } from "./modules.ts";
import { filled, inEnglish, type Said, saidOf, type SaidValue } from "./said.ts";

export type { Labels } from "./labels.ts";

/** A report's own texts in one language. What evidence and publishers say stays as it is. */
export interface ReportWords {
  readonly language: "en" | "ar";
  /** Of the page that is saved. */
  readonly labels: Labels;
  state(state: State): readonly [short: string, full: string];
  /** What to do, in this order. */
  readonly advice: readonly string[];
  message(finding: Pick<ReportFinding, "said">): string;
  explanation(finding: ReportFinding): Pick<Explanation, "what" | "otherwise">;
  weight(weight: Explanation["weight"]): string;
  severity(severity: Severity): string;
  kind(kind: EvidenceKind): string;
  /** What a module looks at; its own name where nothing plainer is known. */
  module(name: string): string;
  status(status: CoverageStatus): string;
  /** Why something wasn't read, reason by reason. */
  reasons(coverage: Coverage): readonly string[];
  event(event: TimelineEvent): string;
  /** One such reason. */
  reason(text: string): string;
}

/** Takes out of what evidence says whatever would disturb the text around it, before it is shown. */
export type Clean = (text: string) => string;

function english(clean: Clean): ReportWords {
  return {
    language: "en",
    labels,
    state: (state) => stateWords[state],
    advice,
    message: ({ said }) => clean(inEnglish(said)),
    explanation: ({ explanation }) => explanation,
    weight: (weight) => weight,
    severity: (severity) => severity.charAt(0).toUpperCase() + severity.slice(1),
    kind: (kind) => kindNames[kind],
    module: (name) => modules[name]?.en ?? name,
    status: (status) => statusNames[status],
    reasons: ({ why = "" }) => remarksOf(why).map(clean),
    event: ({ event }) => clean(event),
    reason: clean,
  };
}

const kindNames: Readonly<Record<EvidenceKind, string>> = {
  "ios-backup": "iPhone backup",
  "ios-filesystem": "dump of an iPhone's files",
  sysdiagnose: "sysdiagnose of an iPhone",
  "android-bugreport": "Android bug report",
  androidqf: "records taken by androidqf",
  "android-backup": "Android backup",
  "android-intrusion-logs": "logs of Android's Advanced Protection",
  unknown: "unknown kind",
};

const statusNames: Readonly<Record<CoverageStatus, string>> = {
  read: "read",
  partial: "read in part",
  absent: "not here",
  failed: "could not be read",
};

function arabic(clean: Clean): ReportWords {
  const say = (words: SaidValue): string => inArabic(words, clean);
  return {
    language: "ar",
    labels: frame.labels,
    state: (state) => frame.states[state],
    advice: frame.advice,
    message: ({ said }) => say(said),
    explanation({ indicator, heuristic }) {
      const [what, otherwise] =
        indicator === undefined ? heuristics[heuristic ?? "profile-event"] : hits[indicator.met];
      return { what, otherwise };
    },
    weight: (weight) => frame.weights[weight],
    severity: (severity) => frame.severities[severity],
    kind: (kind) => frame.kinds[kind],
    module: (name) => modules[name]?.ar ?? name,
    status: (status) => frame.statuses[status],
    reasons: ({ why = "" }) => remarksOf(why).map((remark) => remarkInArabic(remark, clean)),
    event: ({ event }) => (Object.hasOwn(events, event) ? (events[event] ?? event) : clean(event)),
    reason: (text) => remarkInArabic(text, clean),
  };
}

/** Every sentence that is translated, by its English. */
const sentences: Readonly<Record<string, string>> = { ...reasons, ...findings };
export const arabicSentences: Readonly<Record<string, string>> = { ...events, ...sentences };

const FIRST_STRONG_ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";

/** What isn't translated, as what evidence says, is isolated, so that it can't reorder the sentence around it. */
function inArabic(words: SaidValue, clean: Clean): string {
  if (typeof words === "number") return String(words);
  const { id, values }: Said = saidOf(words);
  const known = Object.hasOwn(sentences, id) ? sentences[id] : undefined;
  if (known !== undefined)
    return filled(
      known,
      values.map((value) => inArabic(value, clean)),
    );
  const text = clean(inEnglish(words));
  return text === "" ? "" : `${FIRST_STRONG_ISOLATE}${text}${POP_ISOLATE}`;
}

/** A coverage's remarks one by one. Names of the evidence stand in quotation marks, whatever is in them. */
function remarksOf(why: string): readonly string[] {
  return [...why.matchAll(/(?:“[^”]*”?|[^“;]|;(?! ))+/g)].map(([remark]) => remark.trim());
}

/** Remarks with places, as patterns. */
const patterns = Object.keys(reasons)
  .filter((key) => key.includes("{"))
  .map((key) => {
    const parts = key.split(/\{\d\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    return { key, pattern: new RegExp(`^${parts.join("(.+?)")}$`, "s") };
  });

/** A remark begins with the name of what it speaks of, or it stands alone. */
function remarkInArabic(remark: string, clean: Clean): string {
  if (Object.hasOwn(reasons, remark)) return inArabic(remark, clean);
  const [, name, rest] = /^(“[^”]*”|\[left out\]): (.+)$/s.exec(remark) ?? [];
  if (name !== undefined && rest !== undefined) {
    return `${inArabic(name, clean)}: ${remarkInArabic(rest, clean)}`;
  }
  for (const { key, pattern } of patterns) {
    const found = pattern.exec(remark);
    if (found !== null) return inArabic({ id: key, values: found.slice(1) }, clean);
  }
  return inArabic(remark, clean);
}

/** Isolates and overrides of the evidence are taken out, so that those in a sentence are its own. */
function inert(text: string): string {
  return text.replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

/** A report's texts in a language; `clean` for what evidence says in them. */
export function reportWords(language: "en" | "ar", clean: Clean = inert): ReportWords {
  return language === "ar" ? arabic(clean) : english(clean);
}
