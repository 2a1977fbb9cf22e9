import {
  chainCrypto,
  claimHash,
  deriveGrantKeys,
  isIntroductionKeyOf,
  safetyNumber,
  sealIntroduction,
} from "@bridle/core";
import {
  chainStatement,
  codePoints,
  decode,
  formatInviteLink,
  limits,
  ok,
  parseHandle,
  parseInviteLink,
  verifyChain,
  type AccountId,
  type InviteLink,
  type ReportReason,
  type RequestOf,
  type Result,
} from "@bridle/protocol";
import type { ApiRefusal } from "../api/methods.ts";
import { block, blockStranger, unblock } from "./blocking.ts";
import { chainStateOf } from "./contacts.ts";
import { newMessageId } from "./contents.ts";
import { refuse, self, type Engine } from "./engine.ts";
import { found } from "./founding.ts";
import { openGrantOf, prepareGrant, registerGrant } from "./grants.ts";
import type { Handlers } from "./handlers.ts";
import { contactDetails, publicContact, publicIntroduction } from "./queries.ts";

type ContactMethods =
  | "invite.create"
  | "invite.use"
  | "publicLink.create"
  | "publicLink.delete"
  | "publicLink.list"
  | "introduction.send"
  | "introduction.sendByLink"
  | "introduction.list"
  | "introduction.accept"
  | "introduction.refuse"
  | "introduction.block"
  | "introduction.report"
  | "contact.list"
  | "contact.get"
  | "contact.block"
  | "contact.report"
  | "contact.unblock"
  | "contact.safetyNumber"
  | "contact.verify"
  | "contact.acceptChange";

const INVITE_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

export const contactMethods: Pick<Handlers, ContactMethods> = {
  async "invite.create"(engine) {
    const expiresAt = engine.clock.nowMs() + INVITE_LIFETIME_MS;
    const secret = engine.crypto.randomBytes(32);
    const grant = deriveGrantKeys(secret);
    const put = await engine.session.call("invite.put", {
      inviteId: grant.grantId,
      kind: "contact",
      claimHash: claimHash(grant.accessKey),
      expiresAtMs: expiresAt,
    });
    if (!put.ok) return unreachable(put.error.kind);
    const at = engine.clock.nowMs();
    const { grantId } = grant;
    engine.store.transaction(() => {
      engine.store.contacts.putOpenGrant({
        grantId,
        secret,
        kind: "contact_invite",
        holder: undefined,
        expiresAt,
        at,
      });
    });
    return ok({ link: linkOf(engine, "contact", secret) });
  },
  async "invite.use"(engine, { link }) {
    const parsed = linkFor(engine, link);
    if (!parsed.ok) return parsed;
    const { accountId, secret, kind } = parsed.value;
    if (kind !== "contact") return refuse("not_an_invite", "a public link permits an introduction only");
    const known = engine.store.conversations
      .withContact(accountId)
      .findLast(({ state }) => state === "active");
    if (known !== undefined) return ok({ accountId, conversationId: known.conversationId });
    const claimed = await claim(engine, parsed.value);
    if (!claimed.ok) return claimed;
    const founded = await found(engine, {
      accountId,
      grantSecret: secret,
      cameBy: "their_invite",
      handle: undefined,
      displayName: undefined,
    });
    return founded.ok ? ok({ accountId, conversationId: founded.value.conversationId }) : founded;
  },
  async "publicLink.create"(engine) {
    const secret = engine.crypto.randomBytes(32);
    const { grantId: inviteId, accessKey } = deriveGrantKeys(secret);
    const put = await engine.session.call("invite.put", {
      inviteId,
      kind: "public",
      claimHash: claimHash(accessKey),
      expiresAtMs: undefined,
    });
    if (!put.ok) return unreachable(put.error.kind);
    const at = engine.clock.nowMs();
    engine.store.transaction(() => engine.store.contacts.putPublicLink({ inviteId, secret, at }));
    return ok({ link: linkOf(engine, "public", secret) });
  },
  async "publicLink.delete"(engine, { link }) {
    const parsed = parseInviteLink(link);
    if (!parsed.ok) return refuse("not_an_invite", "link");
    const { grantId: inviteId } = deriveGrantKeys(parsed.value.secret);
    const deleted = await engine.session.call("invite.delete", { inviteId });
    if (!deleted.ok) return unreachable(deleted.error.kind);
    engine.store.transaction(() => engine.store.contacts.deletePublicLink(inviteId));
    return ok({});
  },
  "publicLink.list": (engine) =>
    ok(
      engine.store.contacts
        .publicLinks()
        .map(({ secret, at }) => ({ link: linkOf(engine, "public", secret), at })),
    ),
  async "introduction.send"(engine, { handle, text }) {
    const parsed = parseHandle(handle);
    if (!parsed.ok) return refuse("handle_invalid", "handle");
    const target = await engine.session.call("handle.find", { handle: parsed.value });
    if (!target.ok) return unreachable(target.error.kind);
    return introduce(engine, { ...target.value, route: { kind: "handle", handle: parsed.value } }, text);
  },
  async "introduction.sendByLink"(engine, { link, text }) {
    const parsed = linkFor(engine, link);
    if (!parsed.ok) return parsed;
    if (parsed.value.kind !== "public")
      return refuse("not_an_invite", "a contact invite needs no introduction");
    const claimed = await claim(engine, parsed.value);
    if (!claimed.ok) return claimed;
    const { accountId, secret } = parsed.value;
    const { grantId: inviteId, accessKey } = deriveGrantKeys(secret);
    const route = { kind: "publicLink" as const, accountId, inviteId, accessKey };
    return introduce(engine, { ...claimed.value, accountId, route }, text);
  },
  "introduction.list": (engine) => ok(engine.store.contacts.introductions().map(publicIntroduction)),
  async "introduction.accept"(engine, { id }) {
    const said = engine.store.contacts.introduction(id);
    if (said === undefined) return refuse("unknown_introduction", "id");
    const { accountId, grantSecret, handle, displayName } = said;
    const founded = await found(engine, {
      accountId,
      grantSecret,
      cameBy: "their_introduction",
      handle,
      displayName,
    });
    if (!founded.ok) return founded;
    engine.store.transaction(() => engine.store.contacts.deleteIntroduction(id));
    return ok({ accountId, conversationId: founded.value.conversationId });
  },
  "introduction.refuse"(engine, { id }) {
    if (engine.store.contacts.introduction(id) === undefined) return refuse("unknown_introduction", "id");
    engine.store.transaction(() => engine.store.contacts.deleteIntroduction(id));
    return ok({});
  },
  async "introduction.report"(engine, { id, reason }) {
    const said = engine.store.contacts.introduction(id);
    if (said === undefined) return refuse("unknown_introduction", "id");
    return report(engine, said.accountId, reason);
  },
  async "contact.report"(engine, { accountId, reason }) {
    if (engine.store.contacts.get(accountId) === undefined) return refuse("unknown_contact", "accountId");
    return report(engine, accountId, reason);
  },
  "introduction.block": (engine, { id }) =>
    engine.lane.run(async () => {
      const said = engine.store.contacts.introduction(id);
      if (said === undefined) return refuse("unknown_introduction", "id");
      blockStranger(engine, said.accountId);
      engine.wake.upkeep();
      return ok({});
    }),
  "contact.list": (engine) => ok(engine.store.contacts.list().map(publicContact)),
  "contact.get"(engine, { accountId }) {
    const contact = engine.store.contacts.get(accountId);
    return contact === undefined
      ? refuse("unknown_contact", "accountId")
      : ok(contactDetails(engine.store, contact));
  },
  "contact.block": (engine, { accountId }) => setBlocked(engine, accountId, true),
  async "contact.unblock"(engine, { accountId }) {
    const done = await setBlocked(engine, accountId, false);
    // Until the server attaches our mailbox again nothing of theirs can come. Without a server it is done later.
    if (done.ok && engine.session.state === "online") await engine.wake.upkeepDone();
    return done;
  },
  "contact.safetyNumber"(engine, { accountId }) {
    const contact = engine.store.contacts.get(accountId);
    const { account } = self(engine);
    const [mine, theirs] = [
      chainStateOf(account.chain),
      contact === undefined ? undefined : chainStateOf(contact.chain),
    ];
    if (mine === undefined || theirs === undefined) return refuse("unknown_contact", "accountId");
    return ok({ digits: safetyNumber(mine, theirs) });
  },
  "contact.verify": (engine, { accountId }) => decideOn(engine, accountId, engine.clock.nowMs()),
  "contact.acceptChange": (engine, { accountId }) => decideOn(engine, accountId, undefined),
};

function linkOf(engine: Engine, kind: InviteLink["kind"], secret: Uint8Array): string {
  return formatInviteLink({ server: engine.server, kind, accountId: self(engine).accountId, secret });
}

function linkFor(engine: Engine, raw: string): Result<InviteLink, ApiRefusal> {
  const parsed = parseInviteLink(raw);
  if (!parsed.ok)
    return refuse("not_an_invite", parsed.error === "newer_version" ? "needs a newer app" : "link");
  if (parsed.value.server !== engine.server)
    return refuse("wrong_server", "this invite is for another server");
  if (parsed.value.accountId === self(engine).accountId)
    return refuse("own_invite", "that is your own invite");
  return parsed;
}

interface Target {
  readonly accountId: AccountId;
  readonly genesis: Uint8Array;
  readonly introductionKey: Uint8Array;
}

async function claim(
  engine: Engine,
  link: InviteLink,
): Promise<Result<Omit<Target, "accountId">, ApiRefusal>> {
  const { grantId: inviteId, accessKey } = deriveGrantKeys(link.secret);
  const claimed = await engine.session.call("invite.claim", {
    accountId: link.accountId,
    inviteId,
    accessKey,
  });
  if (claimed.ok) return claimed;
  const isSpent = claimed.error.kind === "invite_not_usable";
  return isSpent
    ? refuse("invite_not_usable", "used, expired or taken back")
    : unreachable(claimed.error.kind);
}

async function introduce(
  engine: Engine,
  to: Target & { readonly route: RequestOf<"introduction.send">["route"] },
  text: string,
): Promise<Result<Record<string, never>, ApiRefusal>> {
  if (codePoints(text) > limits.introductionTextCodePointsMax)
    return refuse("text_too_long", "280 characters at most");
  if (!isTargetsOwn(to)) return refuse("refused_by_server", "the server showed keys that aren't theirs");
  if (to.accountId === self(engine).accountId) return refuse("own_invite", "that is you");
  const grant = prepareGrant(engine, to.accountId);
  const registered = await registerGrant(engine, grant);
  if (!registered.ok) return unreachable(registered.error.kind);
  const at = engine.clock.nowMs();
  engine.store.transaction(() =>
    engine.store.contacts.putOpenGrant(openGrantOf(grant, { kind: "introduction", at })),
  );
  const { accountId, account, signer } = self(engine);
  const { handle, displayName } = account;
  const { grantId, secret: grantSecret } = grant;
  const said = { accountId, handle, displayName, text, grantId, grantSecret };
  const sealed = await sealIntroduction(engine.crypto, to, { said, signer });
  if (!sealed.ok) return refuse("refused_by_server", "an unusable key");
  const messageId = newMessageId(engine);
  const sent = await engine.session.call("introduction.send", {
    messageId,
    route: to.route,
    sealed: sealed.value,
  });
  return sent.ok ? ok({}) : unreachable(sent.error.kind);
}

/** The account id is the hash of the genesis, and the genesis names the introduction key. */
function isTargetsOwn(target: Target): boolean {
  const state = verifyChain(chainCrypto, [target.genesis]);
  const isGenesis = decode(chainStatement, target.genesis).ok;
  return (
    isGenesis &&
    state.ok &&
    state.value.accountId === target.accountId &&
    isIntroductionKeyOf(target.introductionKey, state.value.introductionKeyHash)
  );
}

/** A deliberate act: whom and why, and nothing that either of them wrote. */
async function report(
  engine: Engine,
  accountId: AccountId,
  reason: ReportReason,
): Promise<Result<Record<string, never>, ApiRefusal>> {
  const sent = await engine.session.call("report.send", { accountId, reason });
  return sent.ok ? ok({}) : unreachable(sent.error.kind);
}

function setBlocked(
  engine: Engine,
  accountId: AccountId,
  blocked: boolean,
): Promise<Result<Record<string, never>, ApiRefusal>> {
  return engine.lane.run(async () => {
    const contact = engine.store.contacts.get(accountId);
    if (contact === undefined) return refuse("unknown_contact", "accountId");
    if (contact.blocked !== blocked) (blocked ? block : unblock)(engine, contact);
    engine.wake.upkeep();
    engine.wake.outbox();
    return ok({});
  });
}

/** The person looked at the safety number: it matches (`verifiedAt`), or they go on without. */
function decideOn(
  engine: Engine,
  accountId: AccountId,
  verifiedAt: number | undefined,
): Promise<Result<Record<string, never>, ApiRefusal>> {
  return engine.lane.run(async () => {
    const contact = engine.store.contacts.get(accountId);
    if (contact === undefined) return refuse("unknown_contact", "accountId");
    engine.store.transaction(() => {
      engine.store.contacts.put({ ...contact, verifiedAt, changedAt: undefined });
      // They compared numbers: whether the directory still says something else is a new question.
      const keys = engine.store.directory.keysOf(accountId);
      if (keys !== undefined && verifiedAt !== undefined) {
        engine.store.directory.putKeys({ ...keys, state: "unchecked", why: undefined });
      }
      engine.store.account.owe("blob");
    });
    engine.wake.upkeep();
    engine.wake.outbox();
    engine.directory.wake();
    return ok({});
  });
}

function unreachable(kind: string): { readonly ok: false; readonly error: ApiRefusal } {
  if (kind === "refused_by_operator") return refuse("refused_by_server", kind);
  return refuse(kind === "rate_limited" ? "rate_limited" : "server_unreachable", kind);
}
