import type { Act, Random } from "@bridle/desk";
import { chainStatement, encode, limits, serverFrame, type CallName } from "@bridle/protocol";
import { grantId, letIn, messageId, strangersGroup } from "./conversation.ts";
import type { Crowd, Server } from "./crowd.ts";
import { drawnBytes, SigningKey } from "./identity.ts";
import { Line, type Answer } from "./line.ts";

/** What a step needs besides the act itself. */
export interface Stage {
  readonly server: Server;
  readonly crowd: Crowd;
  readonly random: Random;
}

/** Carries out one act against the server; returns what refused it, if anything did. */
export function perform(act: Act, stage: Stage): string | undefined {
  const { crowd, random } = stage;
  if (act.step === "join") {
    crowd.join(act.who);
    // A new account signs in at once.
    crowd.signIn(act.who)?.close();
    return undefined;
  }
  if (act.step === "answer") {
    const founded = letIn(crowd, random, { who: act.whom, by: act.who });
    return founded === undefined ? "not let in" : undefined;
  }
  if (act.step === "link") return forgeLink(act, stage);
  crowd.join(act.whom);
  const line = crowd.signIn(act.who);
  if (line === undefined) return "no session";
  const refused = step(line, act, stage);
  line.close();
  return refused;
}

function step(line: Line, act: Act, { crowd, random }: Stage): string | undefined {
  const handle = crowd.handleOf(act.whom);
  const { accountId, deviceId } = crowd.identityOf(act.whom);
  const permission = { grantId: grantId(random), accessKey: drawnBytes(random, 32) };
  const callId = drawnBytes(random, 16);
  const offer = { callId, accountId, permission, media: "voice", sealed: drawnBytes(random, 200) } as const;
  const introduction = {
    messageId: messageId(random),
    route: { kind: "handle", handle },
    sealed: new Uint8Array(limits.introductionSealed),
  } as const;
  switch (act.step) {
    case "lookUp":
      return refusal(line.call("handle.find", { handle }));
    case "lookUpNobody":
      return refusal(line.call("handle.find", { handle: `nobody${random.below(1_000_000)}` }));
    case "introduce":
      return refusal(line.call("introduction.send", introduction));
    case "introduceBadly":
      line.callBadly("introduction.send", introduction);
      return undefined;
    case "fetchKeys":
      return refusal(line.call("keyPackage.fetch", { accountId, permission }));
    case "call":
      return refusal(line.call("call.offer", offer));
    case "callBadly":
      line.callBadly("call.offer", offer);
      return undefined;
    case "relay":
      return refusal(line.call("relay.forward", { callId, accountId, packet: drawnBytes(random, 60) }));
    case "addToGroup":
      return refusal(line.call("conversation.create", strangersGroup(random, { accountId, deviceId })));
    case "sync":
      return refusal(
        line.call("sync.send", {
          messageId: messageId(random),
          accountId,
          deviceId,
          sealed: drawnBytes(random, 200),
        }),
      );
    case "claimInvite":
      return refusal(
        line.call("invite.claim", {
          accountId,
          inviteId: permission.grantId,
          accessKey: permission.accessKey,
        }),
      );
    case "speakAsServer":
      line.frame(encode(serverFrame, { kind: "caughtUp", seq: 1 }));
      return undefined;
    case "link":
    case "join":
    case "answer":
      return undefined;
  }
}

/** A device for somebody's chain, signed with a key of one's own; on a connection without a session. */
function forgeLink(act: Act, { crowd, server, random }: Stage): string | undefined {
  const { accountId } = crowd.identityOf(act.whom);
  const key = new SigningKey(drawnBytes(random, 32));
  const body = {
    kind: "change",
    previous: drawnBytes(random, 32),
    position: 1,
    atMs: server.clock.nowMs(),
    signer: undefined,
    operations: [],
  } as const;
  const statement = encode(chainStatement, { body, signature: key.sign(drawnBytes(random, 32)) });
  const line = new Line(server, `198.19.0.${random.below(250)}`);
  const answer = line.call("chain.append", { accountId, position: 1, statement });
  line.close();
  return refusal(answer);
}

function refusal<N extends CallName>(answer: Answer<N>): string | undefined {
  return answer.kind === "refused" ? answer.by : undefined;
}
