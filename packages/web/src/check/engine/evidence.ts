import type { AskedEvidence } from "../protocol.ts";
import { chosenFolder, droppedFolder, type Folder, servedFolder } from "./folder.ts";

/** What the user pointed at. */
export type Chosen =
  | { readonly kind: "file"; readonly name: string; readonly file: File }
  | { readonly kind: "folder"; readonly name: string; readonly folder: Folder };

/** What came by an input for files or for folders; `undefined` when nothing did. */
export function chosenFrom(files: readonly File[]): Chosen | undefined {
  const [first] = files;
  if (first === undefined) return undefined;
  if (first.webkitRelativePath === "") return { kind: "file", name: first.name, file: first };
  const folder = chosenFolder(files);
  return { kind: "folder", name: folder.name, folder };
}

/** What was dropped: the first file or folder. */
export function chosenFromDrop(items: DataTransferItemList): Chosen | undefined {
  for (const item of items) {
    const entry = item.kind === "file" ? item.webkitGetAsEntry() : null;
    if (entry !== null && isFolder(entry)) {
      return { kind: "folder", name: entry.name, folder: droppedFolder(entry) };
    }
    const file = item.getAsFile();
    if (file !== null) return { kind: "file", name: file.name, file };
  }
  return undefined;
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
