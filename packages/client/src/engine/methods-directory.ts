import { ok } from "@bridle/protocol";
import type { DirectoryStatus } from "../api/shapes.ts";
import { refuse, type Engine } from "./engine.ts";
import type { Handlers } from "./handlers.ts";
import { publicKeys } from "./queries.ts";

type DirectoryMethods = "directory.status" | "directory.check" | "directory.accept";

export const directoryMethods: Pick<Handlers, DirectoryMethods> = {
  "directory.status": async (engine) => ok(await status(engine)),
  async "directory.check"(engine) {
    await engine.directory.check();
    return ok(await status(engine));
  },
  async "directory.accept"(engine) {
    const terms = await import("./directory/terms.ts").catch(() => undefined);
    if (terms === undefined) return refuse("not_connected", "a part of the app couldn't be loaded");
    terms.acceptTerms(engine);
    await engine.directory.check();
    return ok(await status(engine));
  },
};

async function status(engine: Engine): Promise<DirectoryStatus> {
  const { directory } = engine.store;
  const record = directory.record();
  const evidence = directory.evidence().map(({ kind, at, ours, theirs }) => ({ kind, at, ours, theirs }));
  if (record === undefined) {
    return { keys: { state: "unchecked" }, witnesses: [], auditors: [], changed: false, evidence };
  }
  const described = await import("./directory/describe.ts").catch(() => undefined);
  const { finding, own, view, offered } = record;
  const keys =
    finding === undefined
      ? publicKeys(own)
      : { state: "different_keys" as const, why: finding.why, at: finding.at };
  return {
    keys,
    ...(described?.describe(record.terms) ?? { witnesses: [], auditors: [] }),
    ...(view === undefined ? {} : { epochs: view.size }),
    changed: offered !== undefined,
    evidence,
  };
}
