import { join } from "node:path";
import {
  chainCrypto,
  deriveAccountKeys,
  ed25519KeyPair,
  ed25519Sign,
  entropyFromWords,
  writeChange,
} from "@bridle/core";
import { proofSigningInput, verifyChain } from "@bridle/protocol";
import { ClientProcess, RawLine } from "@bridle/testkit";
import type { Person } from "./person.ts";

// A few people with something to say, so that the pages look as they do in use. They are real clients of the
// command line, on the same server.

interface Talk {
  readonly name: string;
  readonly handle?: string;
  /** Lines that begin with `>` are written in the browser. */
  readonly lines: readonly string[];
}

const talks: readonly Talk[] = [
  {
    name: "ليلى خوري",
    lines: [
      "مرحبا، هل وصلت؟",
      "> نعم، أنا في المقهى قرب المحطة. الطاولة في الخلف.",
      "ممتاز، أنا على بعد عشر دقائق",
      "> هل قارنتِ رقم الأمان؟ الدليل هنا https://example.org/safety",
      "سأرسل لك المسودة الليلة. فيها ثلاث فقرات جديدة عن المصدر، وأحتاج رأيك في الأخيرة قبل أن نرسلها إلى المحرر.",
    ],
  },
  {
    name: "Jonas Weber",
    handle: "jonas",
    lines: ["The interview is confirmed for Thursday.", "> Thank you. I'll bring the recorder."],
  },
  {
    name: "Amina Haddad",
    handle: "amina-h",
    lines: [
      "Hi, did you arrive?",
      "> Yes, I'm at the café near the station. The table in the back.",
      "Great, ten minutes",
      "> Did you compare our safety number? The guide is at https://example.org/safety?step=2 (worth reading)",
      "I'll send you the draft tonight. It has three new paragraphs about the source, and I need your opinion about the last one before we give it to the editor.",
      "Also: can you bring the printed copies?",
      "> On my way",
    ],
  },
];

export class SamplePeople {
  readonly #folder: string;
  readonly #server: () => string;
  readonly #clients: ClientProcess[] = [];

  /** `folder`: where their data goes. */
  constructor(folder: string, server: () => string) {
    this.#folder = folder;
    this.#server = server;
  }

  async #join(
    name: string,
    who: { displayName: string; handle?: string },
  ): Promise<{ client: ClientProcess; recoveryKey: string }> {
    const client = new ClientProcess(join(this.#folder, name), this.#server).start();
    this.#clients.push(client);
    const { recoveryKey } = await client.do<{ recoveryKey: string }>("register", who);
    return { client, recoveryKey };
  }

  /** Everybody comes by an invite of this person and talks; the account of one then has another root key. */
  async talkTo(person: Person): Promise<void> {
    for (const [index, { name, handle, lines }] of talks.entries()) {
      const who = { displayName: name, ...(handle === undefined ? {} : { handle }) };
      const { client, recoveryKey } = await this.#join(`person-${index}`, who);
      const { conversationId } = await client.do<{ conversationId: string }>("invite.use", {
        link: await person.invite(),
      });
      await person.row(name).waitFor();
      await person.openConversation(name);
      for (const line of lines) {
        if (line.startsWith("> ")) await person.write(line.slice(2));
        else await client.do("message.send", { conversationId, text: line });
        await person.bubble(line.replace("> ", "").slice(0, 20)).waitFor();
      }
      if (handle === "jonas") await this.#newRoot(person, { client, recoveryKey });
    }
  }

  /** Their safety number was verified; then their account gets another root key, as after a theft. */
  async #newRoot(person: Person, who: { client: ClientProcess; recoveryKey: string }): Promise<void> {
    await person.contactPage();
    await person.press("The numbers are the same");
    await person.page
      .locator(".standing")
      .getByText(/^Verified/)
      .waitFor();
    await who.client.end();
    await rotateRoot(this.#server(), who.recoveryKey);
    await person.page.reload();
    await person.row("Jonas").click();
    await person.page.locator(".standing").getByText("Safety number changed").waitFor();
  }

  /** Somebody introduces themselves by handle. */
  async introduce(handle: string): Promise<void> {
    const { client } = await this.#join("stranger", { displayName: "Maria Kovač", handle: "maria_k" });
    const text =
      "Hello, we met at the conference in Berlin. I have documents about the report you published. https://example.com/x";
    await client.do("introduction.send", { handle, text });
  }

  async leave(): Promise<void> {
    for (const client of this.#clients) await client.kill();
  }
}

/** Replaces the root key of an account by somebody who knows its recovery words. */
async function rotateRoot(server: string, recoveryKey: string): Promise<void> {
  const entropy = entropyFromWords(recoveryKey);
  if (!entropy.ok) throw new Error(entropy.error);
  const { root } = deriveAccountKeys(entropy.value);
  const line = await RawLine.open(server);
  const { serverId } = await line.must("server.info", {});
  const { nonce } = await line.must("session.challenge", {});
  const signature = ed25519Sign(
    root.privateKey,
    proofSigningInput({ purpose: "find", rootKey: root.publicKey }, { serverId, nonce }),
  );
  const { chain } = await line.must("account.find", { rootKey: root.publicKey, proof: { nonce, signature } });
  const state = verifyChain(chainCrypto, chain);
  if (!state.ok) throw new Error("not a chain");
  const rootKey = ed25519KeyPair(new Uint8Array(32).fill(7)).publicKey;
  const operations = [{ kind: "rotateRoot", rootKey } as const];
  const statement = writeChange(state.value, { atMs: Date.now(), operations, signer: root });
  await line.must("chain.append", {
    accountId: state.value.accountId,
    position: state.value.length,
    statement,
  });
  line.close();
}
