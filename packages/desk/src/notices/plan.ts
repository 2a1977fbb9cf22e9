import type { AccountId, NoticeLetter } from "@bridle/protocol";
import { exposuresOf, type Case, type Told } from "../cases/case.ts";
import { furthest, mergeExposures } from "../cases/exposures.ts";
import type { Exposure, Finding, Strength } from "../findings/finding.ts";
import type { SignalKind } from "../signals/signal.ts";

/** One notice that ought to be sent. */
export interface PlannedNotice {
  readonly account: AccountId;
  /** The case whose decision sends it. */
  readonly caseId: string;
  readonly letter: NoticeLetter;
}

export interface NoticePlan {
  readonly notices: readonly PlannedNotice[];
  readonly passedOver: readonly {
    readonly account: AccountId;
    readonly caseId: string;
    readonly why: "optedOut" | "alreadyTold";
  }[];
  /** Exposed people whose pseudonyms nobody opened yet, by case: they aren't forgotten. */
  readonly unopened: readonly { readonly caseId: string; readonly targets: number }[];
}

const DAY_MS = 24 * 60 * 60 * 1000;
const FURTHER_DAYS_MAX = 255;

/**
 * One notice for each account that a confirmed case exposed, over all cases: who is in several gets one, and
 * who was told as much before gets none. Which language is the person's own app's choice.
 */
export function planNotices(
  cases: Iterable<Case>,
  terms: {
    readonly optedOut: ReadonlySet<AccountId>;
    readonly done: NoticeLetter["done"];
    readonly helpEdition: number;
  },
): NoticePlan {
  const all = [...cases];
  const confirmed = all.filter(({ status }) => status.kind === "confirmed");
  const told = Map.groupBy(
    all.flatMap((each) => each.told),
    ({ account }) => account,
  );
  const planned = new Map<AccountId, PlannedNotice>();
  for (const found of confirmed) {
    for (const { account, letter } of lettersOf(found, terms)) {
      const other = planned.get(account);
      const both = other === undefined ? letter : joinedLetter(other.letter, letter);
      planned.set(account, { account, caseId: other?.caseId ?? found.id, letter: both });
    }
  }
  const notices: PlannedNotice[] = [];
  const passedOver: NoticePlan["passedOver"][number][] = [];
  for (const notice of planned.values()) {
    const { account, caseId, letter } = notice;
    const why = terms.optedOut.has(account)
      ? "optedOut"
      : (told.get(account) ?? []).some((earlier) => saysAsMuch(earlier, letter))
        ? "alreadyTold"
        : undefined;
    if (why === undefined) notices.push(notice);
    else passedOver.push({ account, caseId, why });
  }
  return { notices, passedOver, unopened: confirmed.map(unopenedOf).filter(({ targets }) => targets > 0) };
}

/** Plans in pieces of a size that a mailbox transaction takes, one letter per piece: a batch has one letter. */
export function batches(
  plan: Pick<NoticePlan, "notices">,
  accountsMax: number,
): readonly {
  readonly caseId: string;
  readonly letter: NoticeLetter;
  readonly accounts: readonly AccountId[];
}[] {
  const groups = Map.groupBy(plan.notices, ({ caseId, letter }) => JSON.stringify([caseId, letter]));
  return [...groups.values()].flatMap((notices) => {
    const [first] = notices;
    if (first === undefined) return [];
    const pieces = Math.ceil(notices.length / accountsMax);
    return Array.from({ length: pieces }, (_, piece) => ({
      caseId: first.caseId,
      letter: first.letter,
      accounts: notices.slice(piece * accountsMax, (piece + 1) * accountsMax).map(({ account }) => account),
    }));
  });
}

/** What a case has to say to each account that it exposed. */
function lettersOf(
  found: Case,
  { done, helpEdition }: { readonly done: NoticeLetter["done"]; readonly helpEdition: number },
): readonly { readonly account: AccountId; readonly letter: NoticeLetter }[] {
  const byAccount = Map.groupBy(found.opened, ({ account }) => account);
  return [...byAccount].map(([account, opened]) => {
    const targets = new Set(opened.map(({ target }) => target));
    const touching = found.findings.flatMap((finding) => {
      const exposures = finding.exposures.filter(({ target }) => targets.has(target));
      return exposures.length === 0 ? [] : [{ finding, exposures }];
    });
    const exposures = mergeExposures(...touching.map((each) => each.exposures));
    return {
      account,
      letter: letterOf(
        touching.map(({ finding }) => finding),
        { exposures, done, helpEdition },
      ),
    };
  });
}

function letterOf(
  findings: readonly Finding[],
  about: {
    readonly exposures: readonly Exposure[];
    readonly done: NoticeLetter["done"];
    readonly helpEdition: number;
  },
): NoticeLetter {
  const { exposures, done, helpEdition } = about;
  const firstDay = Math.floor(Math.min(...exposures.map(({ firstAtMs }) => firstAtMs)) / DAY_MS);
  const lastDay = Math.floor(Math.max(...exposures.map(({ lastAtMs }) => lastAtMs)) / DAY_MS);
  const reached = exposures.map((exposure) => exposure.reached).reduce(furthest, "nothing");
  const seen = seenIn(findings);
  // A finding speaks of all whom it touched; nobody is told of an introduction that others got.
  const introduced = reached === "introduction" || reached === "accepted";
  return {
    template: "targeted",
    templateVersion: 1,
    seen: { ...seen, introductions: seen.introductions && introduced },
    reached,
    confidence: strongest(findings),
    firstDay,
    furtherDays: Math.min(lastDay - firstDay, FURTHER_DAYS_MAX),
    done,
    helpEdition,
  };
}

type Seen = keyof NoticeLetter["seen"];

/** Which words of a notice stand for a signal; kinds that say nothing to a person stand for none. */
const wordFor: Partial<Readonly<Record<SignalKind, Seen>>> = {
  handleLookup: "lookups",
  keyPackageRefused: "lookups",
  introduction: "introductions",
  introductionAccepted: "introductions",
  inviteRefused: "invites",
  memberRefused: "groupAdds",
  callRefused: "calls",
  relayRefused: "calls",
  linkRefused: "deviceLinks",
  syncRefused: "deviceLinks",
  schemaViolation: "malformed",
  serverField: "malformed",
};

function seenIn(findings: readonly Finding[]): NoticeLetter["seen"] {
  const words = new Set(findings.flatMap(({ signals }) => signals.map(({ kind }) => wordFor[kind])));
  return {
    lookups: words.has("lookups"),
    introductions: words.has("introductions"),
    invites: words.has("invites"),
    groupAdds: words.has("groupAdds"),
    calls: words.has("calls"),
    deviceLinks: words.has("deviceLinks"),
    malformed: words.has("malformed"),
  };
}

const confidenceFor: Readonly<Record<Strength, NoticeLetter["confidence"]>> = {
  weak: "possible",
  moderate: "likely",
  strong: "strong",
  certain: "strong",
};
const confidences = ["possible", "likely", "strong"] as const;

function strongest(findings: readonly Finding[]): NoticeLetter["confidence"] {
  return findings
    .map(({ strength }) => confidenceFor[strength])
    .reduce((a, b) => (confidences.indexOf(a) >= confidences.indexOf(b) ? a : b), "possible");
}

function joinedLetter(a: NoticeLetter, b: NoticeLetter): NoticeLetter {
  const firstDay = Math.min(a.firstDay, b.firstDay);
  const lastDay = Math.max(a.firstDay + a.furtherDays, b.firstDay + b.furtherDays);
  const either = <T extends Readonly<Record<string, boolean>>>(one: T, other: T): T => ({
    ...one,
    ...Object.fromEntries(Object.keys(one).map((key) => [key, one[key] === true || other[key] === true])),
  });
  return {
    ...a,
    seen: either(a.seen, b.seen),
    reached: furthest(a.reached, b.reached),
    confidence:
      confidences.indexOf(a.confidence) >= confidences.indexOf(b.confidence) ? a.confidence : b.confidence,
    firstDay,
    furtherDays: Math.min(lastDay - firstDay, FURTHER_DAYS_MAX),
    done: either(a.done, b.done),
  };
}

/** An earlier notice of the same days that said no less. One that was passed over told nothing. */
function saysAsMuch({ letter: earlier, passedOver }: Told, letter: NoticeLetter): boolean {
  if (passedOver !== undefined) return false;
  const isWithin =
    earlier.firstDay <= letter.firstDay &&
    earlier.firstDay + earlier.furtherDays >= letter.firstDay + letter.furtherDays;
  const isSeen = entries(letter.seen).every(([word, seen]) => !seen || earlier.seen[word]);
  return isWithin && isSeen && furthest(earlier.reached, letter.reached) === earlier.reached;
}

function entries(seen: NoticeLetter["seen"]): readonly (readonly [Seen, boolean])[] {
  const words = new Set<string>(Object.values(wordFor));
  return Object.entries(seen).filter((entry): entry is [Seen, boolean] => words.has(entry[0]));
}

function unopenedOf(found: Case): { readonly caseId: string; readonly targets: number } {
  const done = new Set([...found.opened.map(({ target }) => target), ...found.lost]);
  return {
    caseId: found.id,
    targets: exposuresOf(found).filter(({ target }) => !done.has(target)).length,
  };
}
