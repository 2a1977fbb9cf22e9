import {
  deriveGrantKeys,
  HYBRID_SUITE,
  joinByWelcome,
  members,
  openInvitation,
  welcomeRefs,
  type Group,
} from "@bridle/core";
import {
  equalBytes,
  limits,
  mlsGroupId,
  type Chain,
  type Invitation,
  type MailboxEntry,
} from "@bridle/protocol";
import type { CameBy } from "../api/shapes.ts";
import type { ContactRecord, OpenGrant } from "../store/contact-store.ts";
import type { StoredKeyPackage } from "../store/key-package-store.ts";
import { confirmedHandle } from "./claimed-handle.ts";
import { chainStateOf, isActiveDevice, newestChain, withChain } from "./contacts.ts";
import { enqueueTo } from "./contents.ts";
import { heldFromStart } from "./directory/held.ts";
import { self, whoIs, type Engine } from "./engine.ts";
import { prepareGrant, type PreparedGrant } from "./grants.ts";
import { ownProfile } from "./profile.ts";
import { NOTHING, type Taken } from "./taken.ts";

type WelcomeEntry = Extract<MailboxEntry, { readonly kind: "welcome" }>;

/**
 * An invitation into a conversation. The order is the promise ([E3]): first the grant that it names must
 * be one that we gave and may still be used, then the envelope must open under it and name this
 * welcome and its holder; only then does MLS see the welcome, and the group must hold us two and
 * nobody else.
 */
export async function receiveWelcome(engine: Engine, entry: WelcomeEntry): Promise<Taken> {
  const { store } = engine;
  if (store.conversations.get(entry.conversationId) !== undefined) return NOTHING;
  const grant = store.contacts.openGrant(entry.invitation.grantId);
  if (grant === undefined || (grant.expiresAt ?? Infinity) < entry.atMs) return refused();
  const opened = await openInvitation(engine.crypto, deriveGrantKeys(grant.secret), {
    invitation: entry.invitation,
    target: entry,
  });
  if (!opened.ok) return refused();
  const said = { ...opened.value, handle: await confirmedHandle(engine, opened.value) };
  if (grant.holder !== undefined && grant.holder !== said.accountId) return refused();
  if (store.contacts.isBlocked(said.accountId) || entry.generation !== 0) return refused();
  // A contact that founds without end would fill this device; those that ended are on it, too.
  const known = store.conversations.withContact(said.accountId);
  if (known.length >= limits.conversationsPerPairMax) return refused();
  const own = await ownPackageFor(engine, entry.welcome);
  if (own === undefined) return refused();
  const joined = await joinByWelcome(engine.mls, { ...own, welcome: entry.welcome });
  if (!joined.ok || !isOurs(engine, joined.value, { entry, said })) return refused();
  const contact = contactFrom(engine, joined.value, { entry, said, grant });
  if (contact === undefined) return refused();
  return accept(engine, { entry, said, group: joined.value, contact, own, grant });
}

async function ownPackageFor(engine: Engine, welcome: Uint8Array): Promise<StoredKeyPackage | undefined> {
  const refs = welcomeRefs(welcome);
  return engine.store.keyPackages.list().find((own) => refs.includes(own.ref));
}

/** The group is the one that was announced, in the suite for two, and holds us two and nobody else. */
function isOurs(
  engine: Engine,
  group: Group,
  shown: { readonly entry: WelcomeEntry; readonly said: Invitation },
): boolean {
  const { conversationId, generation } = shown.entry;
  const me = self(engine).accountId;
  const accounts = members(group).map((member) => whoIs(member)?.state.accountId);
  return (
    group.suite === HYBRID_SUITE &&
    equalBytes(group.groupId, mlsGroupId(conversationId, generation)) &&
    shown.said.accountId !== me &&
    accounts.includes(shown.said.accountId) &&
    accounts.every((accountId) => accountId === me || accountId === shown.said.accountId)
  );
}

const CAME_BY: Readonly<Record<OpenGrant["kind"], CameBy>> = {
  contact_invite: "my_invite",
  introduction: "my_introduction",
  contact: "restored",
};

interface Joined {
  readonly entry: WelcomeEntry;
  readonly said: Invitation;
  readonly grant: OpenGrant;
}

/**
 * The contact as it is from now on; nothing where their chain contradicts what we know, or where a leaf of
 * theirs isn't a device of the newest chain that we hold.
 */
function contactFrom(engine: Engine, group: Group, joined: Joined): ContactRecord | undefined {
  const { accountId } = joined.said;
  const nowMs = engine.clock.nowMs();
  let contact = engine.store.contacts.get(accountId);
  const theirs = members(group).filter((member) => whoIs(member)?.state.accountId === accountId);
  for (const leaf of theirs) {
    const chain = whoIs(leaf)?.chain ?? [];
    if (newestChain(contact, { accountId, chain }, nowMs) === undefined) return undefined;
    contact = contact === undefined ? newContact(engine, chain, joined) : withChain(contact, chain, nowMs);
  }
  const devices = contact === undefined ? undefined : chainStateOf(contact.chain)?.devices;
  if (contact === undefined || devices === undefined) return undefined;
  if (!theirs.every(({ signatureKey }) => isActiveDevice(devices, signatureKey, nowMs))) return undefined;
  const { displayName, handle } = joined.said;
  return {
    ...contact,
    displayName: displayName ?? contact.displayName,
    handle: handle ?? contact.handle,
  };
}

function newContact(engine: Engine, chain: Chain, { entry, said, grant }: Joined): ContactRecord {
  return {
    accountId: said.accountId,
    chain,
    handle: said.handle,
    displayName: said.displayName,
    cameBy: CAME_BY[grant.kind],
    since: entry.atMs,
    verifiedAt: undefined,
    changedAt: heldFromStart(engine, { accountId: said.accountId, at: entry.atMs }),
    blocked: false,
    given: grant.secret,
    held: undefined,
  };
}

interface Accepted extends Joined {
  readonly group: Group;
  readonly contact: ContactRecord;
  readonly own: StoredKeyPackage;
}

async function accept(engine: Engine, accepted: Accepted): Promise<Taken> {
  const { store } = engine;
  const { entry, said, contact, own, grant } = accepted;
  const { conversationId } = entry;
  const held: PreparedGrant | undefined =
    contact.given === undefined ? prepareGrant(engine, contact.accountId) : undefined;
  return {
    write() {
      store.contacts.put({ ...contact, given: contact.given ?? held?.secret });
      store.contacts.putOpenGrant({
        ...grant,
        kind: "contact",
        holder: contact.accountId,
        expiresAt: undefined,
      });
      store.conversations.put({
        conversationId,
        accountId: contact.accountId,
        generation: entry.generation,
        state: "active",
        rejoinKey: said.rejoinKey,
        sequence: 0,
        needsRejoin: false,
        pending: undefined,
        draft: undefined,
        readPosition: 0,
        at: entry.atMs,
      });
      engine.groups.writeEpoch(conversationId, { next: accepted.group, before: undefined, atMs: entry.atMs });
      store.messages.insertNotice({
        conversationId,
        position: entry.order,
        at: entry.atMs,
        notice: "started",
      });
      store.keyPackages.deleteUsed(own.ref);
      enqueueTo(engine, conversationId, ownProfile(engine));
      store.account.owe("blob");
    },
    follow() {
      engine.groups.remember(conversationId, accepted.group);
      engine.wake.outbox(conversationId);
      engine.wake.upkeep();
      engine.directory.wake();
    },
    events: [{ name: "conversation", data: { conversationId, state: "active" } }],
  };
}

function refused(): Taken {
  return { write: () => {}, events: [{ name: "warning", data: { kind: "invitation_refused" } }] };
}
