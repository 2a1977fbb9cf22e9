/* oxlint-disable typescript/consistent-type-assertions, typescript/no-unsafe-type-assertion -- a stand-in for every method */
import { ok } from "@bridle/protocol";
import type { HostedClient } from "../../../src/adapters/browser/client-host.ts";
import { runWorkerWith } from "../../../src/adapters/browser/run-client-worker.ts";
import type { ClientEvent } from "../../../src/api/shapes.ts";
import type { Platform } from "../../../src/ports/platform.ts";

// A client that only remembers texts: enough to see whether one is lost or comes twice.

function createHosted({ database }: Platform): { readonly ok: true; readonly value: HostedClient } {
  database.exec("create table if not exists text (number integer primary key, text text)");
  const listeners = new Set<(event: ClientEvent) => void>();
  const handlers: Readonly<Record<string, (params: { readonly text: string }) => unknown>> = {
    "message.enqueue"({ text }) {
      const row = database.transaction(() =>
        database.get("insert into text (text) values (?) returning number", [text]),
      );
      for (const listener of listeners) listener({ name: "connection", data: { state: "online" } });
      return { messageId: String(row?.["number"]) };
    },
    "message.search": () => database.all("select text from text order by number"),
    whoami: () => ({ accountId: "someone", deviceId: "here" }),
  };
  return ok({
    call: async (name, params) =>
      ok(handlers[name]?.(params as unknown as { readonly text: string })) as never,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () => {},
  });
}

runWorkerWith(createHosted);
