import type { Source, SourceFile } from "./ports/source.ts";
import type { EvidenceKind } from "./report/report.ts";
import { asciiText } from "./text.ts";

/** What a single file is, by its first bytes. */
export type FileKind = "zip" | "gzip" | "android-backup" | "age" | "dumpstate" | "tar" | "unknown";

export async function fileKind(file: SourceFile): Promise<FileKind> {
  const head = await file.readAt(0, 4096);
  const text = asciiText(head, 0, head.length);
  if (text.startsWith("PK\x03\x04") || text.startsWith("PK\x05\x06")) return "zip";
  if (text.startsWith("\x1f\x8b")) return "gzip";
  if (text.startsWith("ANDROID BACKUP\n")) return "android-backup";
  if (/^age-encryption\.org\/v1\n|^-----BEGIN AGE ENCRYPTED FILE-----/.test(text)) return "age";
  if (/^== dumpstate: |^=+\n== dumpstate|\n== dumpstate: |^DUMP OF SERVICE /.test(text)) return "dumpstate";
  return asciiText(head, 257, 262) === "ustar" ? "tar" : "unknown";
}

const NAMES_MAX = 20_000;

/** What a folder or zip holds, and below which of its folders. */
export async function sourceKind(
  source: Source,
): Promise<{ readonly kind: EvidenceKind; readonly root: string }> {
  if ((await source.find("Manifest.db")) !== undefined) return { kind: "ios-backup", root: "" };
  const names: string[] = [];
  for await (const { path } of source.walk()) {
    names.push(path);
    if (names.length >= NAMES_MAX) break;
  }
  return kindOfNames(names);
}

/** The telling names of each kind, each with its folder as the root; the first kind that has one. */
const telling: readonly (readonly [kind: EvidenceKind, pattern: RegExp])[] = [
  ["ios-backup", /^((?:[^/]+\/){0,3})Manifest\.(?:db|mbdb)$/],
  [
    "sysdiagnose",
    /^((?:[^/]+\/){0,2})(?:system_logs\.logarchive\/|sysdiagnose\.log$|shutdown(?:\.\d+)?\.log$|crashes_and_spins\/|logs\/SystemVersion\/)/,
  ],
  [
    "androidqf",
    /^((?:[^/]+\/){0,2})(?:acquisition\.json|packages\.json|root_binaries\.json|settings_(?:global|secure|system)\.txt|getprop\.txt|ps\.txt|processes\.json|files\.json)$/,
  ],
  [
    "android-bugreport",
    /^((?:[^/]+\/){0,2})(?:main_entry\.txt|dumpState_[^/]*\.(?:log|txt)|bugreport-[^/]*\.txt|dumpstate\.txt)$/,
  ],
  [
    "ios-filesystem",
    /^((?:[^/]+\/){0,3})private\/var\/(?:mobile|db|root|wireless|Keychains|containers|networkd)\//,
  ],
  [
    "android-intrusion-logs",
    /^((?:[^/]+\/){0,3})[^/]*(?:intrusion|SecurityEvent|DnsEvent|ConnectEvent)[^/]*\.jsonl?$/i,
  ],
];

function kindOfNames(names: readonly string[]): { readonly kind: EvidenceKind; readonly root: string } {
  for (const [kind, pattern] of telling) {
    for (const name of names) {
      const root = pattern.exec(name)?.[1];
      if (root !== undefined) return { kind, root };
    }
  }
  return { kind: "unknown", root: "" };
}

/** What is in a source below one of its folders. */
export function below(source: Source, root: string): Source {
  if (root === "") return source;
  return {
    name: source.name,
    refused: source.refused,
    find: (path) => source.find(root + path),
    async *walk() {
      for await (const file of source.walk()) {
        if (file.path.startsWith(root)) yield { ...file, path: file.path.slice(root.length) };
      }
    },
  };
}
