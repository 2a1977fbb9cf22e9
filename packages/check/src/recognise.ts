import type { FileWalk, Source, SourceFile } from "./ports/source.ts";
import type { EvidenceKind } from "./report/report.ts";
import { asciiText, baseName } from "./text.ts";

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

/** One piece of evidence: what it is, and below which folder. */
export interface Piece {
  readonly kind: Exclude<EvidenceKind, "unknown" | "android-backup">;
  readonly root: string;
}

/** The telling names of each kind, each with its folder as the root; the first kinds count first. */
const telling: readonly (readonly [kind: Piece["kind"], pattern: RegExp])[] = [
  ["ios-backup", /^((?:[^/]+\/){0,3})Manifest\.(?:db|mbdb)$/],
  [
    "sysdiagnose",
    /^((?:[^/]+\/){0,2}?)(?:system_logs\.logarchive\/|sysdiagnose\.log$|shutdown(?:\.\d+)?\.log$|crashes_and_spins\/|logs\/SystemVersion\/)/,
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
    /^((?:[^/]+\/){0,3}?)private\/var\/(?:mobile|db|root|wireless|Keychains|containers|networkd)\//,
  ],
  [
    "android-intrusion-logs",
    /^((?:[^/]+\/){0,3})[^/]*(?:intrusion|SecurityEvent|DnsEvent|ConnectEvent)[^/]*\.jsonl?$/i,
  ],
];

const PIECES_MAX = 1000;

interface Found extends Piece {
  readonly rank: number;
  /** Every name that told of it is one that a sysdiagnose has too. */
  isVague: boolean;
}

/** Collects pieces of evidence from names, in whatever order they come. */
export class Pieces {
  readonly #found = new Map<string, Found>();

  /** Looks at one name of a folder or an archive. */
  see(name: string): void {
    for (const [rank, [kind, pattern]] of telling.entries()) {
      const root = pattern.exec(name)?.[1];
      if (root === undefined) continue;
      const isVague = baseName(name) === "ps.txt";
      const key = `${rank} ${root}`;
      const known = this.#found.get(key);
      if (known !== undefined) known.isVague &&= isVague;
      else if (this.#found.size < PIECES_MAX) this.#found.set(key, { kind, root, rank, isVague });
    }
  }

  has(kind: Piece["kind"]): boolean {
    return this.#inOrder().some((piece) => piece.kind === kind);
  }

  /** What to examine; of several the outermost of the first kind. */
  first(): Piece | undefined {
    return this.#inOrder()[0];
  }

  /** What reading `examined` leaves out. */
  besides(examined: Piece): readonly Piece[] {
    const left = this.#inOrder().filter((piece) => !isReadWith(piece, examined));
    return left.filter((piece, index) => !left.slice(0, index).some((other) => isReadWith(piece, other)));
  }

  #inOrder(): readonly Found[] {
    return [...this.#found.values()].toSorted(
      (a, b) => a.rank - b.rank || a.root.split("/").length - b.root.split("/").length,
    );
  }
}

/** Whether the check of `whole` reads the piece too, which lies in it. */
function isReadWith({ kind, root, isVague }: Found, whole: Piece): boolean {
  if (!root.startsWith(whole.root)) return false;
  if (kind === whole.kind && root === whole.root) return true;
  const inner = root.slice(whole.root.length);
  switch (whole.kind) {
    // These go by the ends of names, wherever they lie.
    case "sysdiagnose":
      return kind === whole.kind || (kind === "androidqf" && isVague);
    case "ios-filesystem":
    case "android-intrusion-logs":
      return kind === whole.kind;
    case "android-bugreport":
      return kind === whole.kind && /^[^/]+\/$/.test(inner);
    case "androidqf":
      return kind === "android-intrusion-logs" && /^intrusion[_-]?logs?\//i.test(inner);
    case "ios-backup":
      return false;
  }
}

/** All that a folder or zip holds. */
export async function piecesIn(source: FileWalk): Promise<Pieces> {
  const pieces = new Pieces();
  for await (const { path } of source.walk()) pieces.see(path);
  return pieces;
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
