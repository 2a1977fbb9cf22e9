import { toHex } from "@bridle/protocol";
import type { Place } from "../examination/finding.ts";
import type { ModuleRun } from "../examination/module-run.ts";
import { type AbxElement, parseAbx } from "../formats/abx.ts";
import { asciiText, fromBase64 } from "../text.ts";
import { fromUnixMs } from "../time.ts";
import { say } from "../words/said.ts";
import type { SectionReader } from "./dumpstate.ts";
import { type DumpContext, lineAt, type SectionModule } from "./sections/section.ts";

const KEYSTORE_BYTES_MAX = 1024 * 1024;
const MARK = "ABX\0";

/** Computers that may control the phone: `user_keys`, and the key store as XML or as binary XML. */
export const adbState: SectionModule = {
  name: "DumpsysADBState",
  section: "adb",
  reader: (run, context) => new AdbReader(run, context),
};

class AdbReader implements SectionReader {
  readonly #run: ModuleRun;
  readonly #context: DumpContext;
  readonly #raw: Uint8Array[] = [];
  #rawBytes = 0;
  #line = 0;

  constructor(run: ModuleRun, context: DumpContext) {
    this.#run = run;
    this.#context = context;
  }

  line(text: string, number: number): void {
    this.#line ||= number;
    this.#run.record(0);
    const place = lineAt(this.#context, number);
    for (const [, key = "", host = ""] of text.matchAll(
      /([A-Za-z0-9+/]{200,}={0,2})(?: ([^\s",}]{1,200}))?/g,
    )) {
      if (!key.startsWith("QAAA")) continue;
      trustedKey({ key, host }, this.#run, place);
    }
    for (const [, key = "", last = ""] of text.matchAll(
      /<adbKey key="([^"]+)"(?:[^>]*lastConnection="(\d+)")?/gi,
    )) {
      storedKey({ key, last }, this.#run, place);
    }
  }

  raw(bytes: Uint8Array): void {
    if (this.#rawBytes > KEYSTORE_BYTES_MAX) return;
    this.#rawBytes += bytes.length + 1;
    this.#raw.push(bytes.slice(), Uint8Array.of(10));
  }

  end(): void {
    const all = new Uint8Array(this.#rawBytes);
    let at = 0;
    for (const part of this.#raw.splice(0)) {
      all.set(part.subarray(0, all.length - at), at);
      at += part.length;
    }
    this.#rawBytes = 0;
    const start = asciiText(all, 0, all.length).indexOf(MARK);
    if (start === -1) return;
    const place = lineAt(this.#context, this.#line);
    const store = parseAbx(all.slice(start));
    if (store === undefined) return this.#run.partial("the store of computers' keys can't be read");
    eachKey(store, (key, last) => storedKey({ key, last }, this.#run, place));
  }
}

function eachKey(element: AbxElement, visit: (key: string, last: string) => void): void {
  const key = element.attributes.get("key");
  if (element.name === "adbKey" && key !== undefined)
    visit(key, element.attributes.get("lastConnection") ?? "");
  for (const child of element.children) eachKey(child, visit);
}

function trustedKey(
  { key, host }: { readonly key: string; readonly host: string },
  run: ModuleRun,
  place: Place,
): void {
  const bytes = fromBase64(key);
  // 2048 bits: length word, the inverse, modulus, R², exponent.
  const valid = bytes?.length === 524;
  run.record();
  const owner = host === "" ? "a computer without a name" : host;
  const message = valid
    ? say`${owner} may control the phone (key ${fingerprint(bytes, run)})`
    : say`${owner} is trusted with a key that is none`;
  run.notice("adb-key", { severity: valid && host !== "" ? "info" : "low", message, place });
}

function storedKey(
  { key, last }: { readonly key: string; readonly last: string },
  run: ModuleRun,
  place: Place,
): void {
  const [value = "", host = ""] = key.trim().split(/\s+/);
  const timeMs = fromUnixMs(Number(last));
  run.event(timeMs, "computer last connected", host);
  trustedKey({ key: value, host }, run, place);
}

function fingerprint(bytes: Uint8Array, run: ModuleRun): string {
  const hash = run.platform.sha256();
  hash.update(bytes);
  return toHex(hash.digest()).slice(0, 16);
}
