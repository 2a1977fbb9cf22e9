import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nodeFile, NodeFolder } from "./node-source.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bridle-source-"));
  mkdirSync(join(folder, "sub/deep"), { recursive: true });
  writeFileSync(join(folder, "a"), "0123456789");
  writeFileSync(join(folder, "sub/b"), "b");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("[K64] a folder that goes away or can't be opened leaves the rest readable", async () => {
  const source = new NodeFolder(folder);
  const paths: string[] = [];
  for await (const { path } of source.walk()) {
    paths.push(path);
    rmSync(join(folder, "sub"), { recursive: true, force: true });
  }
  expect(paths).toEqual(["a"]);
  expect(source.refused).toEqual([{ path: "sub", why: "can't be opened" }]);
});

test("[K83] links are refused wherever they are met, one that took a file's place since too", async () => {
  symlinkSync("/etc/passwd", join(folder, "link"));
  const source = new NodeFolder(folder);
  const paths: string[] = [];
  for await (const { path } of source.walk()) paths.push(path);
  expect(paths).toEqual(["a", "sub/b"]);
  expect(source.refused).toEqual([{ path: "link", why: "a link, which is not followed" }]);
  expect(await source.find("link")).toBeUndefined();
  expect(await source.find("../a")).toBeUndefined();
  const file = await nodeFile(join(folder, "a"));
  rmSync(join(folder, "a"));
  symlinkSync("/etc/passwd", join(folder, "a"));
  await expect(file.readAt(0, 4)).rejects.toThrow("ELOOP");
});

test("[K63] links are counted in work that grows with their number, not with its square", async () => {
  const links = 300;
  for (let index = 0; index < links; index++) symlinkSync("/etc/passwd", join(folder, `link${index}`));
  const source = new NodeFolder(folder);
  const walked = async (): Promise<number> => {
    let files = 0;
    for await (const file of source.walk()) files += file.path === "" ? 0 : 1;
    return files;
  };
  expect(await walked()).toBe(2);
  expect(source.refused).toHaveLength(links);
  let looked = 0;
  for (const [index, { path, why }] of source.refused.entries()) {
    source.refused[index] = {
      why,
      get path() {
        looked++;
        return path;
      },
    };
  }
  expect(await walked()).toBe(2);
  expect(source.refused).toHaveLength(links);
  expect(looked).toBeLessThanOrEqual(links);
});

test("[K82] reading changes neither a file's content nor its times", async () => {
  const path = join(folder, "a");
  utimesSync(path, 1_000_000_000, 1_100_000_000);
  const before = statSync(path, { bigint: true });
  await (await nodeFile(path)).readAt(0, 10);
  const after = statSync(path, { bigint: true });
  const times = ({ atimeNs, mtimeNs, ctimeNs }: typeof before) => [atimeNs, mtimeNs, ctimeNs];
  expect(times(after)).toEqual(times(before));
});

test("[K82] a file is read at any place, to its end and no further", async () => {
  const file = await nodeFile(join(folder, "a"));
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
  expect(text(await file.readAt(3, 4))).toBe("3456");
  expect(text(await file.readAt(8, 100))).toBe("89");
  expect(text(await file.readAt(100, 5))).toBe("");
  const pieces: Uint8Array[] = [];
  for await (const piece of file.stream()) pieces.push(piece);
  expect(text(Buffer.concat(pieces))).toBe("0123456789");
});
