import { createServer, type IncomingMessage, type Server } from "node:http";
import {
  answerAddCheckpoint,
  noteCharactersMax,
  type WitnessEnv,
  type WitnessResponse,
} from "@bridle/ledger";
import { utf8Decode } from "@bridle/protocol";

/** A witness over HTTP: `POST /add-checkpoint`, nothing else (C2SP tlog-witness). */
export function witnessServer(env: WitnessEnv, onFault: (fault: unknown) => void): Server {
  const server = createServer((request, response) => {
    const end = (status: number, body = "", contentType = "text/plain; charset=utf-8"): void => {
      response
        .writeHead(status, { "content-type": contentType, "x-content-type-options": "nosniff" })
        .end(body);
    };
    if (request.url !== "/add-checkpoint") return end(404);
    if (request.method !== "POST") return end(405);
    answerTo(env, request).then(
      (answer) => end(answer.status, answer.body, answer.contentType),
      (fault: unknown) => {
        onFault(fault);
        end(500);
      },
    );
  });
  // A log sends one small request; whoever is slower than this isn't one.
  server.requestTimeout = 10_000;
  server.headersTimeout = 5000;
  server.maxConnections = 256;
  return server;
}

async function answerTo(env: WitnessEnv, request: IncomingMessage): Promise<WitnessResponse> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.length;
    if (size > noteCharactersMax) break;
    chunks.push(chunk);
  }
  const body = size > noteCharactersMax ? undefined : utf8Decode(new Uint8Array(Buffer.concat(chunks)));
  return answerAddCheckpoint(env, body ?? "");
}
