/* oxlint-disable typescript/consistent-type-assertions, typescript/no-unsafe-type-assertion -- a stand-in for every method */
import { ok } from "@bridle/protocol";
import type { HostedClient } from "../../../src/adapters/browser/client-host.ts";
import { runWorkerWith } from "../../../src/adapters/browser/run-client-worker.ts";
import type { ClientEvent } from "../../../src/api/shapes.ts";
import type { Platform } from "../../../src/ports/platform.ts";

// A client that only remembers texts: enough to see whether one is lost or comes twice.

interface Enqueued {
  readonly text: string;
  readonly messageId?: string;
}

function createHosted({ database }: Platform): { readonly ok: true; readonly value: HostedClient } {
  database.exec("create table if not exists text (number integer primary key, text text, id text unique)");
  const listeners = new Set<(event: ClientEvent) => void>();
  const handlers: Readonly<Record<string, (params: Enqueued) => unknown>> = {
    "message.enqueue"({ text, messageId }) {
      database.transaction(() =>
        database.run("insert into text (text, id) values (?, ?) on conflict (id) do nothing", [
          text,
          messageId ?? null,
        ]),
      );
      for (const listener of listeners) listener({ name: "connection", data: { state: "online" } });
      return { messageId };
    },
    "message.search": () => database.all("select text from text order by number"),
    whoami: () => ({ accountId: "someone", deviceId: "here" }),
  };
  return ok({
    call: async (name, params) => ok(handlers[name]?.(params as unknown as Enqueued)) as never,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () => {},
  });
}

runWorkerWith(createHosted);
