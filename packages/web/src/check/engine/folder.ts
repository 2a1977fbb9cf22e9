import { folderQuestion } from "../brand.ts";
import type { FolderAnswer, FolderFile } from "../protocol.ts";

/** A folder that the user chose or dropped. Files are looked up one by one: few of a large backup are needed. */
export interface Folder {
  readonly name: string;
  /** `undefined`: nothing is there by that name. */
  find(path: string): Promise<FolderFile | undefined>;
  walk(): AsyncGenerator<FolderFile>;
}

const BATCH_FILES = 200;

/** What `<input webkitdirectory>` gives: every file of the folder, each with its path. */
export function chosenFolder(files: readonly File[]): Folder {
  const name = files[0]?.webkitRelativePath.split("/")[0] ?? "";
  const byPath = new Map(files.map((file) => [file.webkitRelativePath.slice(name.length + 1), file]));
  return {
    name,
    find(path) {
      const file = byPath.get(path);
      return Promise.resolve(file === undefined ? undefined : { path, file });
    },
    async *walk() {
      for (const [path, file] of byPath) yield { path, file };
    },
  };
}

/** A folder that was dropped onto the page. */
export function droppedFolder(root: FileSystemDirectoryEntry): Folder {
  return {
    name: root.name,
    async find(path) {
      const found = await entryAt(root, path);
      return found === undefined ? undefined : { path, file: await fileOf(found) };
    },
    async *walk() {
      const pending = [root];
      for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
        for await (const entry of entriesOf(folder)) {
          // What can't be listed is handed on as what can't be opened, so that nobody takes it for empty.
          if (entry === "unreadable") yield { path: pathIn(root, folder), file: undefined };
          else if (isFolder(entry)) pending.push(entry);
          else if (isFile(entry)) {
            yield { path: pathIn(root, entry), file: await fileOf(entry) };
          }
        }
      }
    },
  };
}

function pathIn(root: FileSystemEntry, { fullPath }: FileSystemEntry): string {
  return fullPath.slice(root.fullPath.length + 1);
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function entryAt(root: FileSystemDirectoryEntry, path: string): Promise<FileSystemFileEntry | undefined> {
  return new Promise((resolve) => {
    root.getFile(
      path,
      {},
      (entry) => resolve(isFile(entry) ? entry : undefined),
      () => resolve(undefined),
    );
  });
}

function fileOf(entry: FileSystemFileEntry): Promise<File | undefined> {
  return new Promise((resolve) => entry.file(resolve, () => resolve(undefined)));
}

/** A folder's entries come a hundred at a time, and some of them may, before the rest can't be read. */
async function* entriesOf(folder: FileSystemDirectoryEntry): AsyncGenerator<FileSystemEntry | "unreadable"> {
  const reader = folder.createReader();
  for (;;) {
    const batch = await new Promise<readonly FileSystemEntry[] | "unreadable">((resolve) =>
      reader.readEntries(resolve, () => resolve("unreadable")),
    );
    if (batch === "unreadable") {
      yield batch;
      return;
    }
    if (batch.length === 0) return;
    yield* batch;
  }
}

/** Answers the worker's questions about a folder until the port is closed. */
export function servedFolder(folder: Folder): MessagePort {
  const { port1, port2 } = new MessageChannel();
  const walks = new Map<number, AsyncGenerator<FolderFile>>();
  port1.addEventListener("message", (event) => {
    const question = folderQuestion(event);
    void answer();

    async function answer(): Promise<void> {
      const found: FolderAnswer = { id: question.id, files: await files() };
      port1.postMessage(found);
    }

    async function files(): Promise<readonly FolderFile[]> {
      if (question.kind === "find") {
        const found = await folder.find(question.path);
        return found === undefined ? [] : [found];
      }
      const walk = walks.get(question.walk) ?? folder.walk();
      walks.set(question.walk, walk);
      const batch: FolderFile[] = [];
      while (batch.length < BATCH_FILES) {
        const next = await walk.next();
        if (next.done === true) break;
        batch.push(next.value);
      }
      return batch;
    }
  });
  port1.start();
  return port2;
}
