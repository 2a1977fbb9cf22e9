import { ok } from "@bridle/protocol";
import type { DirectoryStatus } from "../api/shapes.ts";
import type { Engine } from "./engine.ts";
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
    const { acceptTerms } = await import("./directory/terms.ts");
    acceptTerms(engine);
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
  const { describe } = await import("./directory/describe.ts");
  const { finding, own, view, offered } = record;
  const keys =
    finding === undefined
      ? publicKeys(own)
      : { state: "different_keys" as const, why: finding.why, at: finding.at };
  return {
    keys,
    ...describe(record.terms),
    ...(view === undefined ? {} : { epochs: view.size }),
    changed: offered !== undefined,
    evidence,
  };
}
