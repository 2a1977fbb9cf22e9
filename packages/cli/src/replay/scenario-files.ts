import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { failedTests, parseRule, parseScenario, type Rule, type Scenario } from "@bridle/desk";
import { err, ok, type Result } from "@bridle/protocol";

/** The scenarios that come with the program. */
const SHIPPED = fileURLToPath(new URL("../../../../scenarios", import.meta.url));
const FILE_BYTES_MAX = 1 << 20;

export async function shippedScenarios(): Promise<readonly string[]> {
  const names = await readdir(SHIPPED);
  return names
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -5))
    .toSorted();
}

/** A scenario by name or from a file. */
export async function scenarioOf(nameOrPath: string): Promise<Result<Scenario, string>> {
  const shipped = await shippedScenarios();
  const path = shipped.includes(nameOrPath) ? join(SHIPPED, `${nameOrPath}.json`) : nameOrPath;
  const document = await jsonFile(path);
  if (!document.ok) return err(`${nameOrPath}: no such world; --list names those that come with the program`);
  const scenario = parseScenario(document.value);
  return scenario.ok ? scenario : err(`${path}: ${scenario.error}`);
}

/** Rules from files and folders. A rule whose own tests fail isn't tried. */
export async function rulesOf(paths: readonly string[]): Promise<Result<readonly Rule[], string>> {
  const rules: Rule[] = [];
  for (const path of await filesOf(paths)) {
    const document = await jsonFile(path);
    if (!document.ok) return err(`${path}: ${document.error}`);
    const rule = parseRule(document.value);
    if (!rule.ok) return err(`${path}: ${rule.error}`);
    const [failed] = failedTests(rule.value);
    if (failed !== undefined) {
      return err(`${path}: "${failed.test}" expects ${failed.expected}, the rule says ${failed.said}`);
    }
    if (rules.some(({ id }) => id === rule.value.id)) return err(`${path}: ${rule.value.id} is there twice`);
    rules.push(rule.value);
  }
  return ok(rules);
}

async function filesOf(paths: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true;
    if (!isFolder) files.push(path);
    else
      files.push(
        ...(await readdir(path)).filter((name) => name.endsWith(".json")).map((name) => join(path, name)),
      );
  }
  return files;
}

async function jsonFile(path: string): Promise<Result<unknown, string>> {
  try {
    if ((await stat(path)).size > FILE_BYTES_MAX) return err("larger than 1 MiB");
    const document: unknown = JSON.parse(await readFile(path, "utf8"));
    return ok(document);
  } catch (thrown) {
    return err(thrown instanceof Error ? thrown.message : String(thrown));
  }
}
