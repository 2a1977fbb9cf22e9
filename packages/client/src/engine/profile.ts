import type { ContentBody } from "@bridle/protocol";
import { self, type Engine } from "./engine.ts";

/** What we tell a contact about ourselves. */
export function ownProfile(engine: Pick<Engine, "store">): ContentBody {
  return { kind: "profile", displayName: self(engine).account.displayName };
}
