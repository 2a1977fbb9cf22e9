import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DeskPerson, Role } from "@bridle/desk";
import { invite, joinLink } from "../../analysts/invitations.ts";
import { personOf } from "../../analysts/sign-in.ts";
import { StoreRefusal } from "../../ports/data-folder.ts";
import { DESK_FILE, openDeskFile } from "./desk-file.ts";

/** What whoever runs the host does about the desk's people, while the server runs or not. */
export interface DeskPeople {
  list(): readonly DeskPerson[];
  /** A one-time link for one more person. */
  invite(role: Role): { readonly link: string; readonly expiresAtMs: number };
  /** Ends a person's place; the sessions end with it. `false` when there is nobody of that id. */
  revoke(id: string): boolean;
  close(): void;
}

/** Opens a data folder's desk beside a running server. Throws `StoreRefusal` where there is none. */
export function openDeskPeople(dataDir: string): DeskPeople {
  if (!existsSync(join(dataDir, DESK_FILE))) {
    throw new StoreRefusal("not_a_store", `There is no desk in ${dataDir} yet. Start its server once.`);
  }
  const file = openDeskFile(dataDir);
  const crypto = {
    randomBytes: (size: number) => new Uint8Array(randomBytes(size)),
    sha256: (data: Uint8Array) => new Uint8Array(createHash("sha256").update(data).digest()),
  };
  return {
    list: () => file.analysts.all().map(personOf),
    invite(role) {
      const { token, expiresAtMs } = invite({ analysts: file.analysts, crypto, nowMs: Date.now() }, role);
      return { link: joinLink(file.origin() ?? "", token), expiresAtMs };
    },
    revoke(id) {
      const person = file.analysts.find(id);
      if (person === undefined || person.revokedAtMs !== undefined) return false;
      file.analysts.revoke(id, Date.now());
      return true;
    },
    close: () => file.close(),
  };
}
