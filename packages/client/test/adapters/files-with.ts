import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Names of the files under a folder that hold a text, in UTF-8 or UTF-16, in whatever case. */
export function filesWith(folder: string, text: string): readonly string[] {
  const forms = (["utf8", "utf16le"] as const).map((encoding) => Buffer.from(text.toLowerCase(), encoding));
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .filter((entry) => {
      const content = lowerCase(readFileSync(join(entry.parentPath, entry.name)));
      return forms.some((form) => content.includes(form));
    })
    .map(({ name }) => name);
}

function lowerCase(content: Buffer): Buffer {
  for (let at = 0; at < content.length; at++) {
    const byte = content[at] ?? 0;
    if (byte >= 0x41 && byte <= 0x5a) content[at] = byte | 0x20;
  }
  return content;
}
