import { expect, test } from "vitest";
import { PageFolder } from "../worker/page-folder.ts";
import { Reading } from "../worker/reading.ts";
import { droppedFolder, servedFolder } from "./folder.ts";

// No browser can be told to fail in the middle of a folder, so these entries do, by the interface that browsers implement.

interface Made {
  readonly entries: readonly FileSystemEntry[];
  /** After the entries comes a fault, not the end. */
  readonly breaksOff?: boolean;
}

function entryFor(fullPath: string, kind: "file" | "folder"): Pick<FileSystemEntry, keyof FileSystemEntry> {
  const name = fullPath.slice(fullPath.lastIndexOf("/") + 1);
  return {
    fullPath,
    name,
    isFile: kind === "file",
    isDirectory: kind === "folder",
    filesystem: undefined as never,
    getParent: () => undefined,
  };
}

function fileEntry(fullPath: string): FileSystemFileEntry {
  return { ...entryFor(fullPath, "file"), file: (found) => found(new File(["x"], fullPath)) };
}

function folderEntry(fullPath: string, { entries, breaksOff = false }: Made): FileSystemDirectoryEntry {
  return {
    ...entryFor(fullPath, "folder"),
    getDirectory: () => undefined,
    getFile: () => undefined,
    createReader() {
      let left: FileSystemEntry[] | undefined = [...entries];
      return {
        readEntries(found, failed) {
          const batch = left;
          left = breaksOff ? undefined : [];
          if (batch === undefined) failed?.(new DOMException("gone", "NotReadableError"));
          else found(batch);
        },
      };
    },
  };
}

test("[K60] a folder that can't be listed is refused by name, and not taken for an empty one", async () => {
  const root = folderEntry("/evidence", {
    entries: [
      fileEntry("/evidence/a"),
      folderEntry("/evidence/broken", { entries: [fileEntry("/evidence/broken/b")], breaksOff: true }),
      folderEntry("/evidence/empty", { entries: [] }),
    ],
  });
  const port = servedFolder(droppedFolder(root));
  const folder = new PageFolder("evidence", port, new Reading());
  const seen: string[] = [];
  for await (const { path } of folder.walk()) seen.push(path);
  expect(seen.toSorted()).toEqual(["a", "broken/b"]);
  expect(folder.refused).toEqual([{ path: "broken", why: "can't be opened" }]);
  port.close();
});
