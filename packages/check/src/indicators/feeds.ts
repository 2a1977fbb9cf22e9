import { fromBase64Url, toHex } from "@bridle/protocol";
import { ed25519 } from "@noble/curves/ed25519.js";
import { listField, parseJson, textField } from "../json.ts";
import type { Platform } from "../ports/platform.ts";
import { decodeText } from "../text.ts";
import { readEchap } from "./echap.ts";
import type { Feed, Unusable } from "./indicator.ts";
import { readStix, type StixContent } from "./stix.ts";
import { parseYaml, yamlField, yamlItems, yamlTexts } from "./yaml.ts";

/** An indicator file as it came: its name (a path below the folder that was given) and its bytes. */
export interface FeedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a pin list or an index says of one file. */
export interface FeedPin {
  /** The file's path, or its end. */
  readonly file: string;
  readonly sha256?: string;
  readonly publishers: readonly string[];
  readonly licence?: string;
  readonly references: readonly string[];
}

/** All that a run knows of indicators. */
export interface FeedSet {
  readonly feeds: readonly Feed[];
  /** Files that are no feed, are damaged, or aren't what the pin list promises; each makes a run incomplete. */
  readonly refused: readonly Unusable[];
}

/**
 * Reads indicator files: STIX bundles, Echap's YAML, MVT's `indicators.yaml` (publishers and references of the others) and a pin
 * list `feeds.json`. A file whose hash isn't the pinned one is refused. With `signers` (Ed25519 public keys, 32 bytes) a pin
 * list must come with `feeds.json.sig`, signed by one of them.
 */
export function readFeeds(
  files: readonly FeedFile[],
  platform: Pick<Platform, "sha256">,
  signers: readonly Uint8Array[] = [],
): FeedSet {
  const { feeds, refused, pins } = readGivenFeeds(files, platform, signers);
  const absent = pins.filter(({ file }) => !files.some(({ name }) => endsWithPath(name, file)));
  const missing = absent.map(({ file }) => ({ what: file, why: "in the pin list, but not here" }));
  return { feeds, refused: [...refused, ...missing] };
}

/** The same of some of a list's files: whoever calls it knows what became of the others. */
export function readGivenFeeds(
  files: readonly FeedFile[],
  platform: Pick<Platform, "sha256">,
  signers: readonly Uint8Array[] = [],
): FeedSet & { readonly pins: readonly { readonly file: string }[] } {
  const refused: Unusable[] = [];
  const index = files.filter(isIndex).flatMap(({ bytes }) => indexPins(decodeText(bytes)));
  const pinFile = files.find(isPinList);
  const pins = pinFile === undefined ? [] : pinList(pinFile.bytes);
  const signed = pinFile !== undefined && isSigned(pinFile, files, signers);
  if (signers.length > 0 && !signed) {
    const why = "no good signature of an expected key";
    return { feeds: [], refused: [{ what: "feeds.json", why }], pins: [] };
  }
  const feeds: Feed[] = [];
  for (const file of files) {
    if (isIndex(file) || isPinList(file) || file.name.endsWith(".sig")) continue;
    const sha256 = hashOf(file.bytes, platform);
    const pin = pins.find((pin) => endsWithPath(file.name, pin.file));
    if (pinFile !== undefined && pin?.sha256 !== sha256) {
      refused.push({
        what: file.name,
        why: pin === undefined ? "not in the pin list" : "not the pinned hash",
      });
      continue;
    }
    const content = contentOf(file);
    if (content === undefined) {
      refused.push({ what: file.name, why: "not a STIX bundle and not Echap's YAML" });
      continue;
    }
    const about = [pin, ...index.filter((entry) => endsWithPath(file.name, entry.file))].filter(
      (found) => found !== undefined,
    );
    feeds.push({
      name: file.name,
      sha256,
      ...content,
      publishers: unique(
        about.flatMap(({ publishers }) => publishers),
        content.publishers,
      ),
      references: unique(
        about.flatMap(({ references }) => references),
        [],
      ),
      ...(pin?.licence === undefined ? {} : { licence: pin.licence }),
      trust: pin === undefined ? "unpinned" : signed ? "signed" : "pinned",
    });
  }
  return { feeds, refused, pins };
}

function isIndex({ name }: FeedFile): boolean {
  return name === "indicators.yaml" || name.endsWith("/indicators.yaml");
}

function isPinList({ name }: FeedFile): boolean {
  return name === "feeds.json" || name.endsWith("/feeds.json");
}

function unique(texts: readonly string[], fallback: readonly string[]): readonly string[] {
  return texts.length === 0 ? fallback : [...new Set(texts)];
}

function hashOf(bytes: Uint8Array, platform: Pick<Platform, "sha256">): string {
  const hashing = platform.sha256();
  hashing.update(bytes);
  return toHex(hashing.digest());
}

function contentOf(file: FeedFile): (StixContent & Pick<Feed, "format" | "publishers">) | undefined {
  const text = decodeText(file.bytes);
  if (/\.ya?ml$/.test(file.name)) {
    const document = parseYaml(text);
    const content = document === undefined ? undefined : readEchap(document, file.name);
    return content === undefined ? undefined : { ...content, format: "echap", publishers: ["Echap"] };
  }
  const content = readStix(parseJson(text), file.name);
  return content === undefined ? undefined : { ...content, format: "stix", publishers: [] };
}

/** MVT's index: who published the file that lies at `github.path`. */
function indexPins(text: string): readonly FeedPin[] {
  const document = parseYaml(text);
  return yamlItems(yamlField(document, "indicators")).flatMap((entry) => {
    const [file] = yamlTexts(yamlField(yamlField(entry, "github"), "path"));
    if (file === undefined) return [];
    return [
      {
        file,
        publishers: yamlTexts(yamlField(entry, "sources")),
        references: yamlTexts(yamlField(entry, "references")),
      },
    ];
  });
}

function pinList(bytes: Uint8Array): readonly FeedPin[] {
  return listField(parseJson(decodeText(bytes)), "feeds").flatMap((entry) => {
    const file = textField(entry, "file");
    const sha256 = textField(entry, "sha256")?.toLowerCase();
    if (file === undefined || sha256 === undefined) return [];
    const licence = textField(entry, "licence");
    return [
      {
        file,
        sha256,
        publishers: texts(entry, "publishers"),
        references: texts(entry, "references"),
        ...(licence === undefined ? {} : { licence }),
      },
    ];
  });
}

function texts(entry: unknown, name: string): readonly string[] {
  return listField(entry, name).filter((item) => typeof item === "string");
}

function endsWithPath(name: string, end: string): boolean {
  return name === end || name.endsWith(`/${end}`);
}

function isSigned(pinFile: FeedFile, files: readonly FeedFile[], signers: readonly Uint8Array[]): boolean {
  const signatureFile = files.find(({ name }) => name === `${pinFile.name}.sig`);
  if (signatureFile === undefined) return false;
  const signature = fromBase64Url(decodeText(signatureFile.bytes).trim());
  if (signature?.length !== 64) return false;
  return signers.some((key) => key.length === 32 && verifies(signature, pinFile.bytes, key));
}

function verifies(signature: Uint8Array, message: Uint8Array, key: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, key);
  } catch {
    return false;
  }
}
