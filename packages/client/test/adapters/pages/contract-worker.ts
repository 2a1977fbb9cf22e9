import { takeOpfsPool } from "../../../src/adapters/browser/opfs-database.ts";
import { webSocketTransport } from "../../../src/adapters/browser/web-socket-transport.ts";
import { systemClock } from "../../../src/adapters/system-clock.ts";
import { clockContract } from "../../../src/ports/clock.contract.ts";
import { type SqlDatabaseHarness, sqlDatabaseContract } from "../../../src/ports/sql-database.contract.ts";
import { transportContract } from "../../../src/ports/transport.contract.ts";

interface Asked {
  readonly contract: "sql-database" | "transport" | "clock";
  readonly index: number;
  readonly url: string;
  readonly deadUrl: string;
}

async function run({ contract, index, url, deadUrl }: Asked): Promise<void> {
  switch (contract) {
    case "sql-database":
      return sqlDatabaseContract[index]?.run(opfsHarness(`contract-${index}`));
    case "transport":
      return transportContract[index]?.run({ transport: webSocketTransport, url, deadUrl });
    case "clock":
      return clockContract[index]?.run(systemClock);
  }
}

// The files are let go with the database, so that the next `open` finds them as another worker would.
function opfsHarness(folder: string): SqlDatabaseHarness {
  return {
    async open({ wrongKey } = { wrongKey: false }) {
      const pool = await takeOpfsPool(folder, () => Promise.reject(new Error("the files are taken")));
      try {
        const database = pool.open(new Uint8Array(32).fill(wrongKey ? 2 : 1));
        const close = (): void => {
          database.close();
          void pool.release();
        };
        return new Proxy(database, {
          get: (target, name) => (name === "close" ? close : bound(target, name)),
        });
      } catch (fault) {
        await pool.release();
        throw fault;
      }
    },
  };
}

function bound(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name, target);
  return typeof value === "function" ? value.bind(target) : value;
}

addEventListener("message", ({ data }: MessageEvent<Asked>) => {
  run(data).then(
    () => postMessage(null),
    (fault: unknown) => postMessage(fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)),
  );
});
