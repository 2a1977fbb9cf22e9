import { createHash, createPublicKey, verify } from "node:crypto";

// A second verifier, written from C2SP's signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof and tlog-policy
// and from RFC 6962, without a line of the first. It shares nothing with it but Node's own cryptography.

export type Verdict = "proven" | "contradicted" | "not_proven";

export function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

export interface Key {
  readonly name: string;
  readonly id: string;
  readonly type: number;
  readonly material: Buffer;
}

export interface Rules {
  readonly logs: readonly Key[];
  readonly cosigners: readonly Key[];
  readonly enough: (signers: ReadonlySet<string>) => boolean;
}

export interface Head {
  readonly origin: string;
  readonly size: bigint;
  readonly root: Buffer;
}

/** What a checkpoint says, who cosigned it and when; or what is wrong with it. */
export type Opened =
  | { readonly head: Head; readonly times: ReadonlyMap<string, number> }
  | Exclude<Verdict, "proven">;

export function readKey(text: string): Key {
  const first = text.indexOf("+");
  const second = text.indexOf("+", first + 1);
  const name = text.slice(0, first);
  const material = Buffer.from(text.slice(second + 1), "base64");
  return { name, id: text.slice(first + 1, second), type: material[0]!, material: material.subarray(1) };
}

/** A policy as a predicate over the cosigners' key ids with names. */
export function readRules(policy: string): Rules {
  const logs: Key[] = [];
  const cosigners: Key[] = [];
  const met = new Map<string, Rules["enough"]>([["none", () => true]]);
  let quorum: string | undefined;
  for (const line of policy.split("\n")) {
    const [word, ...rest] = line.trim().split(/[ \t]+/);
    if (word === "log") logs.push(readKey(rest[0]!));
    if (word === "witness") {
      const key = readKey(rest[1]!);
      cosigners.push(key);
      met.set(rest[0]!, (signers) => signers.has(label(key)));
    }
    if (word === "group") {
      const [name, count, ...members] = rest;
      const needed = count === "all" ? members.length : count === "any" ? 1 : Number(count);
      met.set(name!, (signers) => members.filter((member) => met.get(member)!(signers)).length >= needed);
    }
    if (word === "quorum") [quorum] = rest;
  }
  return { logs, cosigners, enough: met.get(quorum!)! };
}

export const label = (key: Key): string => `${key.name}+${key.id}`;

/** Opens a checkpoint under rules; further cosigners may be asked about besides. */
export function openCheckpoint(note: string, rules: Rules, others: readonly Key[] = []): Opened {
  const match = /^((?:.|\n)*\n)\n((?:— \S+ \S+\n)+)$/u.exec(note);
  const body = match?.[1] ?? "";
  // The signatures are whatever follows the last empty line.
  if (match === null || match[2]!.includes("\n\n")) return "not_proven";
  const [origin = "", sizeText = "", rootText = ""] = body.split("\n");
  if (!/^(0|[1-9]\d*)$/.test(sizeText) || origin === "") return "not_proven";
  const root = Buffer.from(rootText, "base64");
  if (root.length !== 32 || root.toString("base64") !== rootText) return "not_proven";
  const times = new Map<string, number>();
  let byLog = false;
  for (const line of match[2]!.trimEnd().split("\n")) {
    const [, name = "", base64 = ""] = line.split(" ");
    const raw = Buffer.from(base64, "base64");
    if (raw.toString("base64") !== base64) return "not_proven";
    const id = raw.subarray(0, 4).toString("hex");
    for (const key of [...rules.logs, ...rules.cosigners, ...others]) {
      if (key.name !== name || key.id !== id) continue;
      if (key.type === 1) {
        if (!ed25519(key, Buffer.from(body), raw.subarray(4))) return "contradicted";
        if (rules.logs.includes(key) && name === origin) byLog = true;
      } else {
        const seconds = raw.length === 76 ? raw.readBigUInt64BE(4) : -1n;
        const message = Buffer.from(`cosignature/v1\ntime ${seconds}\n${body}`);
        if (!ed25519(key, message, raw.subarray(12))) return "contradicted";
        times.set(label(key), Number(seconds));
      }
    }
  }
  if (!byLog || !rules.enough(new Set(times.keys()))) return "not_proven";
  return { head: { origin, size: BigInt(sizeText), root }, times };
}

/** RFC 6962 §2.1.1, from the top: the path's last hash is the other half of the whole tree. */
export function rootOf(
  leaf: Buffer,
  place: { index: bigint; size: bigint },
  path: readonly Buffer[],
): Buffer | undefined {
  const { index, size } = place;
  if (index >= size) return undefined;
  if (size === 1n) return path.length === 0 ? leaf : undefined;
  const other = path.at(-1);
  if (other === undefined) return undefined;
  let split = 1n;
  while (split * 2n < size) split *= 2n;
  const left = index < split;
  const below = left ? { index, size: split } : { index: index - split, size: size - split };
  const mine = rootOf(leaf, below, path.slice(0, -1));
  if (mine === undefined) return undefined;
  return left ? sha256(Buffer.of(1), mine, other) : sha256(Buffer.of(1), other, mine);
}

export function judgeProof(proof: string, rules: Rules, entry: Buffer | undefined): Verdict {
  const shape =
    /^c2sp\.org\/tlog-proof@v1\n(?:extra (\S*)\n)?index (0|[1-9]\d{0,15})\n((?:\S{44}\n)*)\n((?:.|\n)*)$/u.exec(
      proof,
    );
  if (shape === null) return "not_proven";
  const [, extra, index = "", lines = "", note = ""] = shape;
  const path = lines
    .split("\n")
    .slice(0, -1)
    .map((line) => Buffer.from(line, "base64"));
  const spelled = path.map((hash) => hash.toString("base64")).join("\n") === lines.trimEnd();
  const enclosed = extra === undefined ? undefined : Buffer.from(extra, "base64");
  if (!spelled || (enclosed !== undefined && enclosed.toString("base64") !== extra)) return "not_proven";
  const opened = openCheckpoint(note, rules);
  if (typeof opened === "string") return opened;
  const data = entry ?? enclosed;
  if (data === undefined) return "not_proven";
  const leaf = sha256(Buffer.of(0), data);
  const root = rootOf(leaf, { index: BigInt(index), size: opened.head.size }, path);
  return root?.equals(opened.head.root) === true ? "proven" : "contradicted";
}

function ed25519(key: Key, message: Buffer, signature: Buffer): boolean {
  if (signature.length !== 64) return false;
  const x = key.material.toString("base64url");
  return verify(
    null,
    message,
    createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" }),
    signature,
  );
}
