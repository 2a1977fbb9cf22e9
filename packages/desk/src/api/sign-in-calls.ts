import { type Param, string } from "@bridle/protocol/params";
import { roles, type Role } from "../approvals/roles.ts";
import { deskCall, replies } from "./desk-call.ts";

/** Somebody at the desk, as the pages show them. */
export interface DeskPerson {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly joinedAtMs: number;
  readonly revokedAtMs?: number;
}

/** What WebAuthn's JavaScript API gives or takes, as JSON; its own library checks what is inside. */
export type PasskeyJson = Readonly<Record<string, unknown>>;

const passkeyJson: Param<PasskeyJson> = {
  expected: "a passkey's answer",
  optional: false,
  parse: (raw) =>
    typeof raw === "object" && raw !== null && !Array.isArray(raw)
      ? Object.fromEntries(Object.entries(raw))
      : undefined,
};
const ceremony = string({ min: 22, max: 22 });
const token = string({ min: 43, max: 43 });
const everybody = roles;

/** Who is at the desk, and how they prove it. */
export const signInCalls = {
  "session.look": deskCall({}, "anyone", replies<{ me: DeskPerson | null; anybody: boolean }>()),
  "session.begin": deskCall({}, "anyone", replies<{ ceremony: string; options: PasskeyJson }>()),
  "session.finish": deskCall({ ceremony, response: passkeyJson }, "anyone", replies<{ me: DeskPerson }>()),
  "session.end": deskCall({}, everybody, replies<Record<string, never>>()),
  /** The first half of using a one-time link. */
  "join.begin": deskCall(
    { token, name: string({ min: 1, max: 60 }) },
    "anyone",
    replies<{ ceremony: string; options: PasskeyJson; role: Role }>(),
  ),
  "join.finish": deskCall({ ceremony, response: passkeyJson }, "anyone", replies<{ me: DeskPerson }>()),
  "people.list": deskCall({}, everybody, replies<readonly DeskPerson[]>()),
} as const;
