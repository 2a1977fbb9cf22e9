import { resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { roles, type DeskPerson } from "@bridle/desk";
import { openDeskPeople, type DeskPeople } from "@bridle/server";
import { defaultServerFolder } from "../data-folder.ts";
import { exitFault, exitOk, exitUsage } from "../exit-codes.ts";
import type { CommandIo } from "../ledger/command-io.ts";
import { log } from "../log.ts";

const usage = `usage: bridle desk <command> [--data DIR]

  invite --role ROLE   print a one-time link for one more person; roles: ${roles.join(", ")}
  people               list who may sign in, and who left
  revoke --id ID       end somebody's place at the desk, at once
  init --analyst NAME [--passphrase-file FILE] …
                       make the key that sealed targets are opened with; two or more people, any two open
  report …             publish the public transparency report, look at it, check one; "bridle desk report --help"
  control …            refuse something at once, for an hour at most; "bridle desk control --help"
  feeds …              use researchers' feeds of indicators; "bridle desk feeds --help"

  --data DIR           the server's data folder; default: ~/.local/share/bridle/server

Works while the server runs. Only whoever has the data folder lets people in: two persons decide what one may not.
`;

const io: CommandIo = {
  stdout: (chunk) => void process.stdout.write(chunk),
  stderr: (line) => void process.stderr.write(`${line}\n`),
};

/** What the host does about the desk. The exit code. */
export async function runDesk(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === "init") return (await import("./init-command.ts")).runDeskInit(rest);
  if (name === "report") return (await import("./report-command.ts")).reportCommand(rest, io);
  if (name === "control") return (await import("./control-command.ts")).runDeskControl(rest);
  if (name === "feeds") return (await import("./feeds-command.ts")).runDeskFeeds(rest);
  const asked = read(rest);
  if (name === undefined || asked === undefined || asked.help) {
    (asked?.help === true ? process.stdout : process.stderr).write(usage);
    return asked?.help === true ? exitOk : exitUsage;
  }
  if (name !== "invite" && name !== "people" && name !== "revoke") {
    log(`no command "desk ${name}"\n\n${usage}`);
    return exitUsage;
  }
  try {
    const people = openDeskPeople(resolve(asked.data ?? defaultServerFolder()));
    try {
      return run(name, asked, people);
    } finally {
      people.close();
    }
  } catch (thrown) {
    log(`desk ${name} failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    return exitFault;
  }
}

interface Asked {
  readonly data?: string | undefined;
  readonly role?: string | undefined;
  readonly id?: string | undefined;
  readonly help: boolean;
}

function read(args: readonly string[]): Asked | undefined {
  const text = { type: "string" } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { data: text, role: text, id: text, help: { type: "boolean" } },
    });
    return { ...values, help: values.help === true };
  } catch (thrown) {
    log(thrown instanceof Error ? thrown.message : String(thrown));
    return undefined;
  }
}

function run(name: "invite" | "people" | "revoke", asked: Asked, people: DeskPeople): number {
  switch (name) {
    case "invite": {
      const role = roles.find((known) => known === asked.role);
      if (role === undefined) {
        log(`--role: expected one of ${roles.join(", ")}`);
        return exitUsage;
      }
      const { link, expiresAtMs } = people.invite(role);
      process.stdout.write(`${link}\n`);
      log(`good once, until ${new Date(expiresAtMs).toISOString()}, for one ${role}`);
      return exitOk;
    }
    case "people":
      process.stdout.write(people.list().map(line).join(""));
      return exitOk;
    case "revoke": {
      if (asked.id === undefined) {
        log('--id: expected an id, as "bridle desk people" prints it');
        return exitUsage;
      }
      if (people.revoke(asked.id)) return exitOk;
      log("--id: nobody at the desk has this id");
      return exitFault;
    }
  }
}

function line({ id, name, role, revokedAtMs }: DeskPerson): string {
  const left = revokedAtMs === undefined ? "" : `  left ${new Date(revokedAtMs).toISOString()}`;
  return `${id}  ${role.padEnd(8)}  ${name}${left}\n`;
}
