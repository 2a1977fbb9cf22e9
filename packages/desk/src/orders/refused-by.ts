import { AccountId } from "@bridle/protocol";
import type { Refused } from "../controls/control.ts";
import type { ControlProposal } from "./decision.ts";

/**
 * What a proposal refuses once it is approved, as the server enforces it. `undefined` for evidence, which refuses nothing, and
 * where a control would reach further than the order: registration is refused to everyone or to a kind of network, never to one
 * person, and a build whose name ends with `*` stands for others too. A person decides about those.
 */
export function refusedBy({
  control,
  subject,
}: Pick<ControlProposal, "control" | "subject">): Refused | undefined {
  const account = AccountId.parse(subject);
  switch (control) {
    case "suspendAccount":
      return account === undefined ? undefined : { kind: "suspendAccount", value: account };
    case "refuseBuild": {
      const isBuild = subject !== "" && !subject.endsWith("*") && account === undefined;
      return isBuild ? { kind: "refuseBuild", value: subject } : undefined;
    }
    case "refuseRegistration":
    case "preserveEvidence":
      return undefined;
  }
}
