import { sha256 } from "@bridle/core";
import {
  chainLengthOf,
  chainValue,
  checkContact,
  checkOwn,
  decodeAnswer,
  type DirectoryTrust,
  type DirectoryVerdict,
  holdChain,
  type SeenVersion,
} from "@bridle/ledger";
import { AccountId, type Chain } from "@bridle/protocol";
import type { ContactRecord } from "../../store/contact-store.ts";
import type { ContactKeys, DirectoryRecord } from "../../store/directory-store.ts";
import { refreshChain, refreshOwn } from "../chains.ts";
import { self, type Engine, type FirstLook } from "../engine.ts";
import { lookupCrypto } from "./crypto.ts";
import { foundAbout, foundEverywhere, updateRecord } from "./finding.ts";
import { compareHeard, settleHeard, tellContacts } from "./gossip.ts";
import { isFoundLying } from "./held.ts";
import { refreshTerms } from "./terms.ts";
import { trustIn } from "./trust.ts";

// One look around ([E40], [E41]): what the server says its directory is, our own entry, our contacts' entries,
// what contacts told us. Runs in the watch's lane, one at a time.

const FRESH_MS = 60 * 60 * 1000;
/** A check that is older says nothing any more: the log signs at least once an hour. */
const SAYS_NOTHING_MS = 25 * 60 * 60 * 1000;
/** How long our newest statement may be on its way into the directory. */
const ON_ITS_WAY_MS = 24 * 60 * 60 * 1000;

/** Looks at what is due, or at everything. True when nothing needs another look soon. */
export async function lookAround(engine: Engine, every: boolean): Promise<boolean> {
  if (engine.store.account.account()?.state !== "ready") return true;
  ageEntries(engine);
  await judgeAlone(engine);
  if (engine.session.state !== "online") return true;
  const { answered, record } = await refreshTerms(engine);
  // A server that has no directory is asked again in an hour; one that had one, soon.
  if (!answered) return record === undefined;
  const trust = record === undefined ? undefined : trustIn(record.terms);
  if (trust === undefined) return true;
  let settled = await lookAtOwn(engine, trust);
  for (const contact of engine.store.contacts.list()) {
    const keys = engine.store.directory.keysOf(contact.accountId);
    if (contact.blocked || (!every && !isDue(engine, keys))) continue;
    settled = (await lookAtContact(engine, trust, contact.accountId)) && settled;
  }
  await settleHeard(engine, trust);
  await tellContacts(engine);
  return settled;
}

/** What is known already is judged first: no answer that the server holds back keeps it from being said. */
async function judgeAlone(engine: Engine): Promise<void> {
  const record = engine.store.directory.record();
  const trust = record === undefined ? undefined : trustIn(record.terms);
  if (trust !== undefined) await compareHeard(engine, trust);
  for (const contact of engine.store.contacts.list()) await holdNewcomer(engine, contact);
}

/** Before somebody's keys are used for the first time. */
export async function lookFirst(engine: Engine, person: FirstLook): Promise<boolean> {
  const { record } = await refreshTerms(engine);
  const trust = record === undefined ? undefined : trustIn(record.terms);
  const { accountId, permission, chain } = person;
  // Without an answer, what was found before still counts.
  if (trust === undefined) return !isFoundLying(engine, accountId);
  const verdict = await ask(engine, { accountId, permission }, (check) =>
    checkContact(lookupCrypto, trust, { ...check, seen: engine.store.directory.keysOf(accountId)?.seen }),
  );
  if (verdict !== undefined) {
    await keep(engine, { accountId, verdict, relation: relationOf(chain, verdict) });
  }
  return !isFoundLying(engine, accountId);
}

/** Who is met after the directory was found lying is written to only after the person decided. */
async function holdNewcomer(engine: Engine, contact: ContactRecord): Promise<void> {
  const finding = engine.store.directory.record()?.finding;
  if (finding === undefined || contact.since < finding.at || contact.verifiedAt !== undefined) return;
  const { accountId } = contact;
  if (isFoundLying(engine, accountId)) return;
  await foundAbout(engine, accountId, { why: "split_view" });
}

function isDue(engine: Engine, keys: ContactKeys | undefined): boolean {
  if (keys === undefined || keys.state === "unchecked") return true;
  return engine.clock.nowMs() - keys.checkedAt >= FRESH_MS;
}

interface Check {
  readonly label: Uint8Array;
  readonly answer: Uint8Array;
  readonly view: DirectoryRecord["view"];
  readonly nowSeconds: number;
}

/** Asks the server and judges its answer; `undefined` when there was none. What was accepted is kept. */
async function ask(
  engine: Engine,
  about: Omit<FirstLook, "chain">,
  judge: (check: Check) => DirectoryVerdict,
): Promise<DirectoryVerdict | undefined> {
  const { accountId, permission } = about;
  const view = engine.store.directory.record()?.view;
  const knownSize = view?.size ?? 0;
  const answered = await engine.session.call("directory.lookup", { accountId, permission, knownSize });
  if (!answered.ok) return undefined;
  const verdict = judge({
    label: AccountId.toBytes(accountId),
    answer: answered.value.answer,
    view,
    nowSeconds: engine.clock.nowMs() / 1000,
  });
  if ("view" in verdict) updateRecord(engine, { view: verdict.view });
  return verdict;
}

type Relation = ReturnType<typeof holdChain> | "not_published";

/** How the chain that we have relates to what the directory shows. */
function relationOf(chain: Chain, verdict: DirectoryVerdict): Relation {
  if (!("found" in verdict) || verdict.found === undefined) return "not_published";
  return holdChain(sha256, chain, verdict.found.value);
}

/** A contact's entry; true when it needs no other look soon. */
async function lookAtContact(engine: Engine, trust: DirectoryTrust, accountId: AccountId): Promise<boolean> {
  const { store } = engine;
  const verdict = await ask(engine, { accountId, permission: undefined }, (check) =>
    checkContact(lookupCrypto, trust, { ...check, seen: store.directory.keysOf(accountId)?.seen }),
  );
  if (verdict === undefined) return true;
  let relation = relationOf(store.contacts.get(accountId)?.chain ?? [], verdict);
  if (relation === "shorter" && (await refreshChain(engine, accountId))) {
    relation = relationOf(store.contacts.get(accountId)?.chain ?? [], verdict);
  }
  return keep(engine, { accountId, verdict, relation });
}

/** Keeps what a check of somebody's entry came to; true when it needs no other look soon. */
async function keep(
  engine: Engine,
  checked: { readonly accountId: AccountId; readonly verdict: DirectoryVerdict; readonly relation: Relation },
): Promise<boolean> {
  const { accountId, verdict, relation } = checked;
  if (verdict.kind === "different_keys") {
    await raise(engine, verdict, accountId);
    return true;
  }
  const known = engine.store.directory.keysOf(accountId);
  const seen = "found" in verdict ? (verdict.found ?? known?.seen) : known?.seen;
  if (verdict.kind !== "unavailable" && relation === "different") {
    await foundAbout(engine, accountId, { why: "other_chain" });
    return true;
  }
  const outcome = outcomeOf(verdict, relation);
  // What was found stays found: the person knows, and has decided or will.
  if (known?.state === "different_keys") return true;
  if (outcome.state === "unchecked" && verdict.kind === "unavailable" && known !== undefined) return true;
  const checkedAt = engine.clock.nowMs();
  engine.store.transaction(() => engine.store.directory.putKeys({ accountId, ...outcome, seen, checkedAt }));
  const conversation = engine.store.conversations.withContact(accountId).at(-1);
  if (known?.state !== outcome.state && conversation !== undefined) {
    const { conversationId } = conversation;
    engine.emit({ name: "conversation", data: { conversationId, state: "active" } });
  }
  return outcome.state !== "unchecked";
}

const WAITS: Readonly<Record<Exclude<Relation, "same" | "different">, string>> = {
  not_published: "not_published",
  longer: "on_its_way",
  shorter: "held_back",
};

function outcomeOf(verdict: DirectoryVerdict, relation: Relation): Pick<ContactKeys, "state" | "why"> {
  if (verdict.kind === "unavailable") return { state: "unchecked", why: verdict.why.kind };
  if (relation === "same") return { state: verdict.kind, why: undefined };
  return { state: "unchecked", why: relation === "different" ? "other_chain" : WAITS[relation] };
}

/** What shows that the whole directory lies concerns everybody, whoever was looked up. */
async function raise(
  engine: Engine,
  verdict: Extract<DirectoryVerdict, { readonly kind: "different_keys" }>,
  accountId: AccountId | undefined,
): Promise<void> {
  const { why } = verdict;
  const isWhole = why.kind === "split_view" || why.kind === "rolled_back" || why.kind === "forged";
  const finding = { why: why.kind, ...("evidence" in why ? { evidence: why.evidence } : {}) };
  if (isWhole || accountId === undefined) await foundEverywhere(engine, finding);
  else await foundAbout(engine, accountId, finding);
}

/** Our own entry ([E41]): nothing that we didn't publish, nothing hidden, nothing held back for long. */
async function lookAtOwn(engine: Engine, trust: DirectoryTrust): Promise<boolean> {
  await refreshOwn(engine);
  let verdict = await askOwn(engine, trust);
  if (verdict?.kind === "different_keys" && verdict.why.kind === "foreign_value") {
    // Another device of ours may have changed the chain just now.
    await refreshOwn(engine);
    verdict = await askOwn(engine, trust);
  }
  const record = engine.store.directory.record();
  if (verdict === undefined || record === undefined) return true;
  if (verdict.kind === "different_keys") {
    await raise(engine, verdict, undefined);
    return true;
  }
  if (verdict.kind === "unavailable") return noteUnavailable(engine, record, verdict.why.kind);
  return noteOwn(engine, record, verdict);
}

function askOwn(engine: Engine, trust: DirectoryTrust): Promise<DirectoryVerdict | undefined> {
  const { accountId, account } = self(engine);
  const { chain } = account;
  return ask(engine, { accountId, permission: undefined }, (check) => {
    const own = { current: chainValue(sha256, chain), before: shownBefore(chain, check.answer) };
    return checkOwn(lookupCrypto, trust, { ...check, seen: engine.store.directory.record()?.own.seen, own });
  });
}

/** The value that our chain had when it was as long as the one that is shown: updates take a while. */
function shownBefore(chain: Chain, answer: Uint8Array): Uint8Array | undefined {
  const said = decodeAnswer(answer)?.lookup.answer;
  const shown = said?.kind === "present" ? chainLengthOf(said.value) : 0;
  return shown > 0 && shown <= chain.length ? chainValue(sha256, chain.slice(0, shown)) : undefined;
}

function noteUnavailable(engine: Engine, record: DirectoryRecord, why: string): boolean {
  if (record.own.state === "unchecked") updateRecord(engine, { own: { ...record.own, why } });
  return true;
}

async function noteOwn(
  engine: Engine,
  record: DirectoryRecord,
  verdict: Extract<DirectoryVerdict, { readonly found: SeenVersion | undefined }>,
): Promise<boolean> {
  const at = engine.clock.nowMs();
  const relation = relationOf(self(engine).account.chain, verdict);
  const isShown = relation === "same";
  const behindSince = isShown ? undefined : (record.own.behindSince ?? at);
  const { state, why } = outcomeOf(verdict, relation);
  const own = { state, why, seen: verdict.found ?? record.own.seen, checkedAt: at, behindSince };
  updateRecord(engine, { own });
  if (record.own.state !== state) engine.emit({ name: "connection", data: { state: engine.session.state } });
  if (behindSince !== undefined && at - behindSince > ON_ITS_WAY_MS) {
    await foundEverywhere(engine, { why: "held_back" });
  }
  return isShown;
}

/** Checks that are too old to say anything say so. */
function ageEntries(engine: Engine): void {
  const { directory, contacts } = engine.store;
  const beforeMs = engine.clock.nowMs() - SAYS_NOTHING_MS;
  const isOld = ({ state, checkedAt }: Pick<ContactKeys, "state" | "checkedAt">): boolean =>
    (state === "verified" || state === "unaudited") && checkedAt < beforeMs;
  const record = directory.record();
  engine.store.transaction(() => {
    if (record !== undefined && isOld(record.own)) {
      directory.setRecord({ ...record, own: { ...record.own, state: "unchecked", why: "too_old" } });
    }
    for (const { accountId } of contacts.list()) {
      const keys = directory.keysOf(accountId);
      if (keys !== undefined && isOld(keys))
        directory.putKeys({ ...keys, state: "unchecked", why: "too_old" });
    }
  });
}
