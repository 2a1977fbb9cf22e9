import type { AskedEvidence } from "../protocol.ts";
import { chosenFolder, droppedFolder, type Folder, servedFolder } from "./folder.ts";

/** What the user pointed at. */
export type Chosen = (
  | { readonly kind: "file"; readonly name: string; readonly file: File }
  | { readonly kind: "folder"; readonly name: string; readonly folder: Folder }
) & {
  /** Names of what came with it and isn't examined: a run is about one phone's records. */
  readonly besides: readonly string[];
};

/** What came by an input for files or for folders; `undefined` when nothing did. */
export function chosenFrom(files: readonly File[]): Chosen | undefined {
  const [first, ...rest] = files;
  if (first === undefined) return undefined;
  if (first.webkitRelativePath === "")
    return { kind: "file", name: first.name, file: first, besides: rest.map(({ name }) => name) };
  const folder = chosenFolder(files);
  return { kind: "folder", name: folder.name, folder, besides: [] };
}

/** What was dropped: the first file or folder, with the names of the others. */
export function chosenFromDrop(items: Iterable<DataTransferItem>): Chosen | undefined {
  const [first, ...rest] = [...items].flatMap((item) => droppedOf(item) ?? []);
  return first === undefined ? undefined : { ...first, besides: rest.map(({ name }) => name) };
}

function droppedOf(item: DataTransferItem): Chosen | undefined {
  const entry = item.kind === "file" ? item.webkitGetAsEntry() : null;
  if (entry !== null && isFolder(entry)) {
    return { kind: "folder", name: entry.name, folder: droppedFolder(entry), besides: [] };
  }
  const file = item.getAsFile();
  return file === null ? undefined : { kind: "file", name: file.name, file, besides: [] };
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** For the worker, with what has to be handed over to it. */
export function askedEvidence(chosen: Chosen): {
  readonly evidence: AskedEvidence;
  readonly transfer: readonly Transferable[];
} {
  if (chosen.kind === "file") return { evidence: { kind: "file", file: chosen.file }, transfer: [] };
  const files = servedFolder(chosen.folder);
  return { evidence: { kind: "folder", name: chosen.name, files }, transfer: [files] };
}
