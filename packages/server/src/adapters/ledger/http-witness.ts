import { formatAddCheckpoint, type PolicyParty, readWitnessResponse, type WitnessPort } from "@bridle/ledger";
import { utf8Decode } from "@bridle/protocol";
import { boundedBody } from "./bounded-body.ts";

const answerBytesMax = 64 * 1024;

/** A witness behind its submission prefix (C2SP tlog-witness). */
export function httpWitness(party: PolicyParty, url: string): WitnessPort {
  const address = `${url.replace(/\/+$/, "")}/add-checkpoint`;
  return {
    key: party.key,
    async addCheckpoint(request) {
      try {
        const body = formatAddCheckpoint(request);
        const signal = AbortSignal.timeout(10_000);
        const response = await fetch(address, { method: "POST", body, signal, redirect: "error" });
        const answer = utf8Decode(await boundedBody(response, answerBytesMax));
        return answer === undefined ? { kind: "unreachable" } : readWitnessResponse(response.status, answer);
      } catch {
        return { kind: "unreachable" };
      }
    },
  };
}
