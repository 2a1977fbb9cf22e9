import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseOrder } from "@bridle/desk";
import { afterAll, expect, test } from "vitest";
import { orderCommand } from "./order-command.ts";

const example = new URL("../../../../examples/orders/whatsapp-v-nso.json", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "bridle-order-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: readonly string[]): {
  readonly code: number;
  readonly out: string;
  readonly log: string;
} {
  let [out, log] = ["", ""];
  const code = orderCommand(args, {
    stdout: (chunk) => void (out += String(chunk)),
    stderr: (line) => void (log += `${line}\n`),
  });
  return { code, out, log };
}

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The example as it would be once somebody had compared it with the docket, with made-up paragraphs. */
function verified(): string {
  const order = parseOrder(readFileSync(example, "utf8"));
  if (!order.ok) throw new Error("the example doesn't load");
  const anchors = [{ id: "p1", label: "¶ 1", page: 24, textSha256: "b".repeat(64) }];
  const cited = { standing: "verified", cite: ["p1"] };
  const { source, parties, boundClasses, platforms, norms, carveOuts, events } = order.value;
  return JSON.stringify({
    ...order.value,
    source: { ...source, sha256: "a".repeat(64), anchors, standing: "verified" },
    parties: parties.map((party) => ({ ...party, standing: "verified" })),
    boundClasses: boundClasses.map((one) => ({ ...one, ...cited })),
    platforms: platforms.map((platform) => ({ ...platform, ...cited })),
    norms: norms.map((norm) => ({ ...norm, ...cited })),
    carveOuts: carveOuts.map((carveOut) => ({ ...carveOut, ...cited })),
    events: events.map((event) => ({ ...event, standing: "verified" })),
  });
}

test("[O25] check says what keeps the example from being enforced, and ends with 2", () => {
  const { code, out, log } = run("check", example);
  expect([code, log]).toEqual([2, ""]);
  expect(out).toContain("n1: Nobody compared this record with the order itself. It cites no paragraph");
  expect(out).toContain("whatsapp: ");
});

test("[O25] check ends with 0 for an order of which every part is verified and cited", () => {
  expect(run("check", file("verified.json", verified()))).toMatchObject({ code: 0, log: "" });
});

test("[O25] show says what held on a day, by what was known on another", () => {
  const today = run("show", example, "--as-of", "2026-11-22", "--known", "2026-11-22");
  expect(today.code).toBe(0);
  expect(today.out).toContain("On 2026-11-22, as far as was known on 2026-11-22: unknown\n");
  expect(today.out).toContain("Nothing is enforced from it.");
  expect(today.out).toContain("USD 4,002,471.00, before 167,254,000.00 (unverified)");
  expect(run("show", example, "--as-of", "2025-11-01").out).toContain("in force (by e1, not verified)");
  expect(run("show", example, "--as-of", "2025-10-16").out).toContain(": not granted yet\n");
  expect(run("show", example, "--known", "2026-11-21").out).toContain(": not known at that time\n");
  const then = run("show", file("verified.json", verified()), "--as-of", "2026-01-05");
  expect(then.out).toContain("[¶ 1 (p. 24)]\n    stayed until 2026-02-18 at the latest (by e6)");
});

test("[O25] odrl writes JSON-LD; print writes one page", () => {
  expect(JSON.parse(run("odrl", example).out)).toMatchObject({ "@type": "Set", conflict: "perm" });
  const out = join(folder, "order.html");
  expect(run("print", example, "--html", out)).toEqual({ code: 0, out: "", log: "" });
  expect(readFileSync(out, "utf8")).toMatch(/^<!doctype html>[^]*<\/html>\n$/);
  expect(run("print", example, "--html", "-").out).toBe(readFileSync(out, "utf8"));
});

test("[O26] what is no order is refused with place and reason, and ends with 1", () => {
  const broken = file("broken.json", '{\n  "schema": "bridle.order/1",\n  "id": x\n}');
  expect(run("check", broken)).toMatchObject({
    code: 1,
    out: "",
    log: `${broken}: line 3, column 9: no JSON value\n`,
  });
  const odd = file("odd.json", readFileSync(example, "utf8").replace('"scope": "in"', '"scope": "yes"'));
  expect(run("show", odd).log).toBe(`${odd}: /platforms/0/scope: expected one of in, out\n`);
  const hostile = file(
    "hostile.json",
    readFileSync(example, "utf8").replace('"docket"', '"\\u001b[2J\\u202e"'),
  );
  expect(run("odrl", hostile)).toMatchObject({
    code: 1,
    out: "",
    log: `${hostile}: /\ufffd[2J\ufffd: expected no such field\n`,
  });
});

test("[O26] wrong use says what is wrong, and ends with 64", () => {
  const log = (...args: readonly string[]): string => {
    const { code, out, log } = run(...args);
    expect([code, out]).toEqual([64, ""]);
    return log.split("\n")[0] ?? "";
  };
  expect(log()).toContain("expected one of check, show, odrl, print");
  expect(log("dance", example)).toContain("expected one of");
  expect(log("check")).toBe("expected one FILE");
  expect(log("check", example, example)).toBe("expected one FILE");
  expect(log("check", join(folder, "nowhere"))).toContain("can't be read");
  expect(log("check", folder)).toContain("can't be read");
  expect(log("check", file("latin1", "\u00e9"), "--as-of", "2026-01-01")).toContain("--as-of");
  expect(log("show", example, "--as-of", "2026-02-30")).toBe("--as-of: expected a day such as 2026-02-01");
  expect(log("print", example)).toBe("--html is missing");
  expect(log("print", example, "--html", join(folder, "no/such/folder"))).toContain("can't be written");
  expect(run("--help")).toMatchObject({ code: 0, log: "" });
  expect(run("show", "--help").out).toContain("Ends with 0 when done");
});
