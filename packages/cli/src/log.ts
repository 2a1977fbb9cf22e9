import process from "node:process";

/** One line for a person or a journal. Logs never go to stdout. */
export function log(message: string): void {
  process.stderr.write(`bridle: ${message}\n`);
}
