import type { Examination } from "../examination/examination.ts";
import type { InputFile } from "../examination/finding.ts";
import { guardedRead } from "../examination/guarded.ts";
import type { Source, SourceFile } from "../ports/source.ts";
import { baseName } from "../text.ts";
import { say } from "../words/said.ts";
import type { Artifact, IosModule } from "./artifact.ts";
import { guarded, inOrder } from "./backup.ts";
import { checkPath, nameModules } from "./modules/filesystem.ts";
import { iosModules } from "./modules/index.ts";
import { WantedFiles } from "./wanted-files.ts";

/** Examines a full copy of an iPhone's filesystem: every name, and the files that checks read. */
export async function examineDump(source: Source, examination: Examination): Promise<void> {
  const modules = iosModules.filter(({ only }) => only !== "backup");
  for (const { name } of modules) examination.module(name);
  for (const name of nameModules) examination.module(name);
  const wanted = new WantedFiles(modules);
  const names = new Set<string>();
  const found: { readonly file: SourceFile; readonly module: IosModule }[] = [];
  for await (const file of source.walk()) {
    names.add(baseName(file.path));
    await guardedRead(file, examination, { module: "Filesystem", run: () => checkName(file, examination) });
    for (const module of wanted.inDump(file.path)) found.push({ file, module });
  }
  const artifacts = new Map<string, Artifact>();
  for (const { file, module } of inOrder(found)) {
    examination.progress({ phase: "read", what: module.name });
    const open = async (): Promise<Artifact> => {
      const artifact = artifacts.get(file.path) ?? (await artifactOf(file, source, examination));
      artifacts.set(file.path, artifact);
      return artifact;
    };
    await guarded(module, { name: file.path, open }, examination);
  }
  usedWithoutBinary(names, examination);
}

/** A file whose name alone is a finding is hashed, and otherwise left unread. */
async function checkName(file: SourceFile, examination: Examination): Promise<void> {
  const input: InputFile = { path: file.path, sizeBytes: file.sizeBytes, sha256: "" };
  const before = examination.findings.length;
  checkPath(file.path, input, examination);
  if (examination.findings.length === before) return;
  examination.inputs.push(input);
  for await (const chunk of examination.hashing(file, input)) void chunk;
}

/** Programs that used the network but whose file is gone. Names of apps' parts are written `program/bundle`. */
function usedWithoutBinary(names: ReadonlySet<string>, examination: Examination): void {
  for (const module of ["Datausage", "Netusage"]) {
    const run = examination.module(module);
    for (const { process, place } of run.processesSeen) {
      const program = process.split("/", 1)[0] ?? "";
      if (program === "" || names.has(program) || names.has(baseName(process))) continue;
      const message = say`${process} used the network, but no file of that name is in the dump`;
      run.notice("process-without-binary", { severity: "medium", usual: true, message, place });
    }
  }
}

async function artifactOf(file: SourceFile, source: Source, examination: Examination): Promise<Artifact> {
  const input = await examination.hashed(file);
  const wal = await source.find(`${file.path}-wal`);
  if (wal !== undefined) await examination.hashed(wal);
  return { input, name: file.path, bytes: file, wal };
}
