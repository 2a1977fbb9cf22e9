import { deriveAccountKeys, entropyFromWords, wordsFromEntropy } from "@bridle/core";
import { equalBytes, ok, parseHandle } from "@bridle/protocol";
import { listedDevices } from "./contacts.ts";
import { enqueueTo } from "./contents.ts";
import { refuse, self } from "./engine.ts";
import type { Handlers } from "./handlers.ts";
import { deleteAccount } from "./leaving.ts";
import { ownProfile } from "./profile.ts";
import { register, tidyDisplayName } from "./register.ts";
import { restore } from "./restore.ts";

type AccountMethods =
  | "register"
  | "whoami"
  | "account.restore"
  | "account.delete"
  | "account.overview"
  | "recovery.words"
  | "recovery.confirm"
  | "profile.set"
  | "handle.set"
  | "settings.get"
  | "settings.set";

export const accountMethods: Pick<Handlers, AccountMethods> = {
  register,
  "account.restore": restore,
  whoami(engine) {
    const { accountId, deviceId, account } = self(engine);
    return ok({ accountId, deviceId, ...(account.handle === undefined ? {} : { handle: account.handle }) });
  },
  "account.delete": deleteAccount,
  "account.overview"(engine) {
    const account = engine.store.account.account();
    const common = { server: engine.server, connection: engine.session.state };
    if (account === undefined || account.state === "registering") {
      return ok({ state: "empty" as const, ...common, recoveryUnconfirmed: false, devices: [] });
    }
    const { accountId, deviceId, handle, displayName } = account;
    const devices = listedDevices(engine, accountId).map((device) => ({
      deviceId: device.deviceId,
      current: device.deviceId === deviceId,
    }));
    return ok({
      state: account.state,
      ...common,
      accountId,
      deviceId,
      ...(handle === undefined ? {} : { handle }),
      ...(displayName === undefined ? {} : { displayName }),
      recoveryUnconfirmed: account.entropy !== undefined,
      devices,
    });
  },
  "recovery.words"(engine) {
    const { entropy } = self(engine).account;
    if (entropy === undefined) return refuse("words_confirmed", "the words aren't on this device any more");
    return ok({ recoveryKey: wordsFromEntropy(entropy) });
  },
  "recovery.confirm"(engine, { recoveryKey }) {
    const { account } = self(engine);
    const entropy = entropyFromWords(recoveryKey);
    if (!entropy.ok) return refuse("recovery_key_invalid", "twelve words of the list, with their checksum");
    const typed = deriveAccountKeys(entropy.value).blob.publicKey;
    if (!equalBytes(typed, account.blobKey)) return refuse("recovery_key_mismatch", "other words");
    engine.store.transaction(() => engine.store.account.setAccount({ ...account, entropy: undefined }));
    return ok({});
  },
  "profile.set"(engine, { displayName }) {
    const { account } = self(engine);
    const { store } = engine;
    store.transaction(() => {
      store.account.setAccount({ ...account, displayName: tidyDisplayName(displayName) });
      store.account.owe("blob");
      for (const { conversationId, state } of store.conversations.list()) {
        if (state === "active") enqueueTo(engine, conversationId, ownProfile(engine));
      }
    });
    engine.wake.outbox();
    engine.wake.upkeep();
    return ok({});
  },
  async "handle.set"(engine, params) {
    const handle = params.handle === undefined ? ok(undefined) : parseHandle(params.handle);
    if (!handle.ok) return refuse(handle.error, "handle");
    const done = await engine.session.call("handle.set", { handle: handle.value });
    if (!done.ok) {
      const { kind } = done.error;
      const isNamed = kind === "handle_taken" || kind === "handle_reserved" || kind === "rate_limited";
      return refuse(isNamed ? kind : "server_unreachable", kind);
    }
    const { account } = self(engine);
    engine.store.transaction(() => engine.store.account.setAccount({ ...account, handle: handle.value }));
    return ok({});
  },
  "settings.get": (engine) => ok(engine.store.account.settings()),
  "settings.set"(engine, change) {
    const now = engine.store.account.settings();
    const settings = {
      sendReadReceipts: change.sendReadReceipts ?? now.sendReadReceipts,
      sendTyping: change.sendTyping ?? now.sendTyping,
      enterSends: change.enterSends ?? now.enterSends,
      theme: change.theme ?? now.theme,
      language: change.language ?? now.language,
    };
    engine.store.transaction(() => engine.store.account.setSettings(settings));
    engine.emit({ name: "settings", data: settings });
    return ok(settings);
  },
};
