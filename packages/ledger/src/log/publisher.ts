import { assert, err, ok, type Result } from "@bridle/protocol";
import { formatCheckpoint, parseCheckpoint } from "../note/checkpoint.ts";
import { signAsLog } from "../note/cosignature.ts";
import { quorumMet } from "../note/policy.ts";
import { formatNote, type NoteSignature, parseNote, parseSignatureLine } from "../note/signed-note.ts";
import type { VerifierKey } from "../note/verifier-key.ts";
import { verifySignatures } from "../note/verify-note.ts";
import { emptyRoot, type TreeHead } from "../tree/merkle-proof.ts";
import type { WitnessAnswer } from "../witness/add-checkpoint.ts";
import type { LogPorts, WitnessPort } from "./log-ports.ts";
import { proveConsistency, storedTiles } from "./stored-tiles.ts";

/** Why nothing may be signed or published now. */
export type PublishRefusal =
  /** A witness saw a longer log than ours: the store was restored from an old backup. Final. */
  | {
      readonly kind: "rolled_back";
      readonly witness: string;
      readonly witnessed: number;
      readonly ours: number;
    }
  /** A witness saw another log than ours at a size that we have. Final. */
  | { readonly kind: "forked"; readonly witness: string }
  /** Too few witnesses answered. Tried again later. */
  | { readonly kind: "no_quorum" }
  /** Somebody else writes this log. Final. */
  | { readonly kind: "not_the_writer" };

interface Cosigned {
  readonly line: NoteSignature;
  readonly key: VerifierKey;
}

/** How long a quorum waits for the others, auditors among them. */
const lateWitnessMs = 1000;

/** Signs committed heads, has them witnessed, and only then publishes [L15]. One call at a time. */
export class Publisher {
  readonly #ports: LogPorts;
  /** Where each witness is, as far as we know. */
  readonly #seen = new Map<WitnessPort, number>();
  /** Asked and not answered yet: one question at a time, so that no answer is taken for another's. */
  readonly #busy = new Set<WitnessPort>();

  constructor(ports: LogPorts) {
    this.#ports = ports;
  }

  /**
   * Asks the witnesses where they are, before anything new is signed [L16]. They are shown only what was
   * published before, or the empty tree, which every log extends. Enough have answered when those that
   * didn't could not have been a quorum on their own.
   */
  async probe(committed: TreeHead): Promise<Result<void, PublishRefusal>> {
    const published = await this.#ports.store.published();
    const shown = published ?? (await this.#sign(emptyHead(this.#ports)));
    const size = sizeOf(shown);
    const answers = await Promise.all(
      this.#ports.witnesses.map((witness) => this.#ask(witness, shown, size)),
    );
    const silent: VerifierKey[] = [];
    for (const [index, answer] of answers.entries()) {
      const witness = this.#ports.witnesses[index];
      assert(witness !== undefined, "an answer for each witness");
      if (isAnotherRoot(answer, { oldSize: size, size })) return err(forked(witness));
      if (answer.kind === "at_size" && answer.size > committed.size) {
        return err(rolledBack(witness, answer, committed));
      }
      if (answer.kind === "at_size") this.#seen.set(witness, answer.size);
      else if (answer.kind === "cosigned") this.#seen.set(witness, size);
      else silent.push(witness.key);
    }
    const { quorum } = this.#ports;
    return quorum.kind !== "none" && quorumMet(quorum, silent) ? err({ kind: "no_quorum" }) : ok(undefined);
  }

  /**
   * Signs a committed head, collects cosignatures, stores and returns the published note. Waits for a quorum,
   * and a moment longer for whoever else is about to answer; a witness that hangs is left out until it lets go.
   */
  async publish(head: TreeHead): Promise<Result<string, PublishRefusal>> {
    const before = await this.#ports.store.published();
    const signed = await this.#sign(head);
    const cosigned = await this.#collect(signed, head);
    if (!cosigned.ok) return cosigned;
    const signers = cosigned.value.map(({ key }) => key);
    if (!quorumMet(this.#ports.quorum, signers)) return err({ kind: "no_quorum" });
    const note = parseNote(signed);
    assert(note !== undefined, "our own note is one");
    const lines = cosigned.value.map(({ line }) => line);
    const to = formatNote({ text: note.text, signatures: [...note.signatures, ...lines] });
    const stored = await this.#ports.store.publish({ from: before, to });
    return stored === "published" ? ok(to) : err({ kind: "not_the_writer" });
  }

  async #collect(signed: string, head: TreeHead): Promise<Result<readonly Cosigned[], PublishRefusal>> {
    const { witnesses, quorum, clock } = this.#ports;
    const cosigned: Cosigned[] = [];
    let refusal: PublishRefusal | undefined;
    const decided = Promise.withResolvers<void>();
    const asked = witnesses
      .filter((witness) => !this.#busy.has(witness))
      .map(async (witness) => {
        this.#busy.add(witness);
        const result = await this.#cosignature(witness, signed, head).finally(() =>
          this.#busy.delete(witness),
        );
        if (!result.ok) refusal ??= result.error;
        else if (result.value !== undefined) cosigned.push(result.value);
        const enough = quorumMet(
          quorum,
          cosigned.map(({ key }) => key),
        );
        if (refusal !== undefined || (enough && quorum.kind !== "none")) decided.resolve();
      });
    await Promise.race([Promise.all(asked), decided.promise.then(() => clock.wait(lateWitnessMs))]);
    // In the order of the ports, so that a note doesn't show who was fastest.
    const inOrder = witnesses.flatMap((witness) => cosigned.filter(({ key }) => key === witness.key));
    return refusal === undefined ? ok(inOrder) : err(refusal);
  }

  async #cosignature(
    witness: WitnessPort,
    signed: string,
    head: TreeHead,
  ): Promise<Result<Cosigned | undefined, PublishRefusal>> {
    for (let attempt = 0; attempt < 3; attempt++) {
      const oldSize = this.#seen.get(witness) ?? 0;
      const answer = await this.#ask(witness, signed, oldSize);
      if (isAnotherRoot(answer, { oldSize, size: head.size })) return err(forked(witness));
      if (answer.kind === "at_size") {
        if (answer.size > head.size) return err(rolledBack(witness, answer, head));
        this.#seen.set(witness, answer.size);
        continue;
      }
      // The old size was the witness's own, and our proof from there doesn't hold.
      if (answer.kind === "refused" && answer.status === 422) return err(forked(witness));
      if (answer.kind !== "cosigned") return ok(undefined);
      this.#seen.set(witness, head.size);
      return ok(this.#lineBy(witness.key, signed, answer.lines));
    }
    return ok(undefined);
  }

  async #ask(witness: WitnessPort, signed: string, oldSize: number): Promise<WitnessAnswer> {
    const { crypto, store } = this.#ports;
    const step = { from: oldSize, to: sizeOf(signed) };
    const path = step.from >= step.to ? [] : await proveConsistency(crypto.sha256, storedTiles(store), step);
    return witness.addCheckpoint({ oldSize, path, checkpoint: signed });
  }

  #lineBy(key: VerifierKey, signed: string, lines: string): Cosigned | undefined {
    const note = parseNote(signed);
    assert(note !== undefined, "our own note is one");
    for (const text of lines.split("\n").slice(0, 16)) {
      const line = parseSignatureLine(text);
      if (line === undefined) continue;
      const { verified } = verifySignatures(this.#ports.crypto, { text: note.text, signatures: [line] }, [
        key,
      ]);
      if (verified.length > 0) return { line, key };
    }
    return undefined;
  }

  async #sign(head: TreeHead): Promise<string> {
    const text = formatCheckpoint({ origin: this.#ports.key.name, ...head, extensions: [] });
    return formatNote({ text, signatures: [await signAsLog(this.#ports, text)] });
  }
}

function emptyHead(ports: LogPorts): TreeHead {
  return { size: 0, root: emptyRoot(ports.crypto.sha256) };
}

function sizeOf(note: string): number {
  const checkpoint = parseCheckpoint(parseNote(note)?.text ?? "");
  assert(checkpoint !== undefined, "the store holds what was published");
  return checkpoint.size;
}

// In conflict although the old size was right. Some witnesses name the size then, some name none.
function isAnotherRoot(
  answer: WitnessAnswer,
  asked: { readonly oldSize: number; readonly size: number },
): boolean {
  if (answer.kind === "at_size") return answer.size === asked.oldSize;
  return answer.kind === "refused" && answer.status === 409 && asked.oldSize === asked.size;
}

function forked(witness: WitnessPort): PublishRefusal {
  return { kind: "forked", witness: witness.key.name };
}

function rolledBack(witness: WitnessPort, answer: { readonly size: number }, ours: TreeHead): PublishRefusal {
  return { kind: "rolled_back", witness: witness.key.name, witnessed: answer.size, ours: ours.size };
}
