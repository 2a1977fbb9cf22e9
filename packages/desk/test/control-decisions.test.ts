import { describe, expect, it } from "vitest";
import {
  aloneMs,
  controlHash,
  controlsOf,
  isRefused,
  type Command,
  type Control,
  type Refused,
} from "../src/index.ts";
import { accountOf, ann, ben, Desk, id, lea, sha256 } from "./desk-fixture.ts";

type Impose = Extract<Command, { readonly kind: "control.impose" }>;

const controlId = id("control");
const imposing: Impose = {
  by: ann,
  kind: "control.impose",
  controlId,
  refused: { kind: "refuseClass", value: "call" },
  basis: "safety",
  reason: "attackUnderway",
};

function imposed(more: Partial<Impose> = {}): Desk {
  const desk = Desk.staffed();
  desk.do({ ...imposing, ...more });
  return desk;
}

function hashOf(desk: Desk, change: Partial<Control> = {}): string {
  const control = desk.state.controls.get(controlId);
  return control === undefined ? "" : controlHash(sha256, { ...control, ...change } as Control);
}

const confirm = (desk: Desk, by = ben, contentHash = hashOf(desk)) =>
  desk.try({ by, kind: "control.confirm", controlId, contentHash });
const refuses = (desk: Desk) =>
  isRefused(controlsOf(desk.state), { platform: "chat", class: "call" }, desk.nowMs);

describe("a control's life", () => {
  it("[V3] holds at once, for an hour by one person and on by two", () => {
    const alone = imposed();
    expect(refuses(alone)).toBe(true);
    alone.nowMs += aloneMs;
    expect(refuses(alone)).toBe(false);
    expect(confirm(alone)).toBe("expired");

    const both = imposed();
    both.nowMs += aloneMs - 1;
    expect(confirm(both)).toBe("done");
    both.nowMs += 100 * aloneMs;
    expect(refuses(both)).toBe(true);
  });

  it("[V5] is confirmed by somebody else, as it is, while whoever imposed it is there", () => {
    const desk = imposed();
    expect(confirm(desk, ann)).toBe("own_proposal");
    expect(confirm(desk, ben, hashOf(desk, { untilMs: 1 }))).toBe("different_content");
    expect(desk.try({ by: ben, kind: "control.confirm", controlId: id("none"), contentHash: "" })).toBe(
      "unknown_control",
    );
    expect(confirm(desk)).toBe("done");
    expect(confirm(desk, lea)).toBe("wrong_state");

    const left = imposed();
    left.do({ by: "operator", kind: "person.revoke", personId: ann });
    expect(confirm(left)).toBe("proposer_gone");
  });

  it("[V5] one thing is one thing, whatever its size, network or platform", () => {
    const same: readonly (readonly [Refused, Refused])[] = [
      [
        { kind: "refuseSize", value: { class: "sync", overBytes: 1 } },
        { kind: "refuseSize", value: { class: "sync", overBytes: 2 } },
      ],
      [
        { kind: "refuseSize", value: { class: "sync", overBytes: 0 } },
        { kind: "refuseClass", value: "sync" },
      ],
      [
        { kind: "refuseRegistration", value: "everyone" },
        { kind: "refuseRegistration", value: "hosting" },
      ],
      [
        { kind: "suspendAccount", value: accountOf("x") },
        { kind: "suspendAccount", value: accountOf("x") },
      ],
    ];
    for (const [first, again] of same) {
      const desk = imposed({ refused: first });
      const outcome = desk.try({ ...imposing, controlId: id("again"), refused: again, platform: "video" });
      expect(outcome).toBe("second_person_needed");
    }
    const other = imposed().try({
      ...imposing,
      controlId: id("other"),
      refused: { kind: "refuseClass", value: "sync" },
    });
    expect(other).toBe("done");
  });

  it("[V6] is ended by whoever imposed it alone, or by two", () => {
    const alone = imposed();
    expect(alone.try({ by: ben, kind: "control.withdraw", controlId })).toBe("second_person_needed");
    alone.do({ by: ann, kind: "control.withdraw", controlId });
    expect(refuses(alone)).toBe(false);
    expect(alone.try({ by: ann, kind: "control.withdraw", controlId })).toBe("wrong_state");

    const both = imposed();
    confirm(both);
    expect(both.try({ by: ann, kind: "control.withdraw", controlId })).toBe("wrong_state");
    both.agreed("lift", { kind: "liftControl", controlId }, [ann, lea]);
    expect(refuses(both)).toBe(false);
  });

  it("[V4] never passes for an order's", () => {
    expect(Desk.staffed().try({ ...imposing, reason: "courtOrder" })).toBe("untrue_basis");
  });

  it("[V2] doesn't end before it begins", () => {
    const desk = Desk.staffed();
    expect(desk.try({ ...imposing, untilMs: desk.nowMs })).toBe("nothing_to_do");
    expect(desk.try({ ...imposing, controlId: "call" })).toBe("bad_id");
  });
});
