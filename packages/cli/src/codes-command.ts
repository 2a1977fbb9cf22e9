import { resolve } from "node:path";
import process from "node:process";
import { openOperatorCodes, type OperatorCodes } from "@bridle/server";
import type { CodesCommand } from "./arguments.ts";
import { defaultServerFolder } from "./data-folder.ts";
import { exitFault, exitOk } from "./exit-codes.ts";
import { log } from "./log.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** Makes, lists or revokes registration codes of a server, running or not. The exit code. */
export async function runCodes(command: CodesCommand): Promise<number> {
  let codes: OperatorCodes | undefined;
  try {
    codes = openOperatorCodes(resolve(command.data ?? defaultServerFolder()));
    return carryOut(codes, command);
  } catch (thrown) {
    log(`codes: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    return exitFault;
  } finally {
    codes?.close();
  }
}

function carryOut(codes: OperatorCodes, { wanted, json }: CodesCommand): number {
  if (wanted.kind === "revoke") {
    if (codes.revoke(wanted.code)) return exitOk;
    log("codes: no code that still works is spelt like that");
    return exitFault;
  }
  const shown =
    wanted.kind === "list"
      ? codes.list()
      : [codes.create({ uses: wanted.uses, lifetimeMs: wanted.days * dayMs })];
  for (const { code, usesLeft, expiresAtMs } of shown) {
    const expires = new Date(expiresAtMs).toISOString();
    process.stdout.write(
      json
        ? `${JSON.stringify({ code, usesLeft, expires })}\n`
        : `${code}  ${usesLeft} ${usesLeft === 1 ? "use" : "uses"} left, until ${expires.slice(0, 16)}Z\n`,
    );
  }
  return exitOk;
}
