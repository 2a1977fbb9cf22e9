import { readFile } from "node:fs/promises";
import process from "node:process";

/** The first line of a file, without its end; of a file with an age key that key, which comments may precede. */
export async function passwordIn(file: string): Promise<string> {
  const text = await readFile(file, "utf8");
  const key = /^AGE-SECRET-KEY-1\S+/m.exec(text)?.[0];
  if (key !== undefined) return key;
  return text.split("\n", 1)[0]?.replace(/\r$/, "") ?? "";
}

/** Asks at the terminal, without showing what is typed; `undefined` where nobody can be asked. */
export async function askedPassword(question = "Password of the backup: "): Promise<string | undefined> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return undefined;
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  let typed = "";
  try {
    for await (const chunk of stdin) {
      for (const key of String(chunk)) {
        if (key === "\r" || key === "\n") return typed;
        if (key === "\u0003") return undefined;
        typed = key === "\u007f" ? typed.replace(/.$/su, "") : typed + key;
      }
    }
    return typed;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write("\n");
  }
}
