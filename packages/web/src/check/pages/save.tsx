import type { Report } from "@bridle/check";
import { useEffect, useState, type ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { Callout } from "../../parts/callout.tsx";
import { Switch } from "../../parts/choices.tsx";
import { FileButton } from "../../parts/file-button.tsx";
import { TextField } from "../../parts/text-field.tsx";
import type { Examiner } from "../engine/examiner.ts";
import type { ExportAsked } from "../protocol.ts";
import { useWords, type PlainKey } from "../words/words.ts";
import { Part } from "./parts.tsx";

type What = ExportAsked["what"];

const FILES: readonly (readonly [what: Exclude<What, "signature">, title: PlainKey, ending: string])[] = [
  ["html", "save.html", "html"],
  ["json", "save.json", "json"],
  ["csv", "save.csv", "csv"],
];

const KEY_BYTES = 32;

/** The report as files: redacted, signed, encrypted to a helper, as the person chooses. */
export function SavePart(props: { readonly examiner: Examiner; readonly report: Report }): ReactNode {
  const { t, language } = useWords();
  const { examiner, report } = props;
  const [redact, setRedact] = useState(false);
  const [recipient, setRecipient] = useState("");
  const [checked, setChecked] = useState({ text: "", good: false });
  const [signing, setSigning] = useState<Signing>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let current = true;
    const ask = async (): Promise<void> => {
      const good = await examiner.call("recipient", { text: recipient.trim() });
      if (current) setChecked({ text: recipient, good });
    };
    void ask();
    return () => void (current = false);
  }, [examiner, recipient]);
  const known = recipient.trim() === "" || checked.text !== recipient || checked.good;
  const encryptTo = recipient.trim() === "" ? undefined : recipient.trim();
  const save = async (what: What, ending: string): Promise<void> => {
    setFailed(false);
    try {
      const asked = { what, redact, encryptTo, signKey: signing?.key, language };
      const sealed = encryptTo !== undefined && what !== "signature" ? ".age" : "";
      saveAs(await examiner.call("export", asked), `${nameOf(report)}.${ending}${sealed}`);
    } catch {
      setFailed(true);
    }
  };
  return (
    <Part id="save" title={t("save.title")}>
      <p>{t("save.lead")}</p>
      <Switch label={t("save.redact")} hint={t("save.redactHint")} on={redact} onChange={setRedact} />
      <TextField
        label={t("save.encrypt")}
        hint={t("save.encryptHint")}
        value={recipient}
        onChange={setRecipient}
        wrong={known ? undefined : t("save.badRecipient")}
      />
      <SignChoice examiner={examiner} signing={signing} onSigning={setSigning} />
      <div className="actions">
        {FILES.map(([what, title, ending]) => (
          <Button key={what} disabled={!known} onPress={() => void save(what, ending)}>
            {t(title)}
          </Button>
        ))}
        {signing === undefined ? null : (
          <Button onPress={() => void save("signature", "json.sig")}>{t("save.signature")}</Button>
        )}
      </div>
      {failed ? (
        <Callout meaning="danger" alert>
          {t("save.failed")}
        </Callout>
      ) : null}
      <p className="small soft">{t("save.hint")}</p>
    </Part>
  );
}

interface Signing {
  readonly key: Uint8Array;
  /** Base64url. */
  readonly publicKey: string;
}

function SignChoice(props: {
  readonly examiner: Examiner;
  readonly signing: Signing | undefined;
  readonly onSigning: (signing: Signing | undefined) => void;
}): ReactNode {
  const { t } = useWords();
  const { examiner, signing, onSigning } = props;
  const [wrong, setWrong] = useState(false);
  const take = async (key: Uint8Array): Promise<void> => {
    setWrong(false);
    onSigning({ key, publicKey: await examiner.call("publicKey", { signKey: key }) });
  };
  const read = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const key = keyIn(await file.text());
    if (key === undefined) setWrong(true);
    else await take(key);
  };
  const make = (): void => {
    const key = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
    saveAs(new Blob([`${base64Url(key)}\n`], { type: "text/plain" }), "report-signing.key");
    void take(key);
  };
  return (
    <div className="stack-tight">
      <Switch
        label={t("save.sign")}
        hint={t("save.signHint")}
        on={signing !== undefined}
        onChange={(on) => (on ? make() : onSigning(undefined))}
      />
      {signing === undefined ? (
        <div className="actions">
          <FileButton onFiles={([file]) => void read(file)}>{t("save.signWith")}</FileButton>
        </div>
      ) : (
        <p className="small">
          {t("save.publicKey")} <bdi className="digits check-hash">{signing.publicKey}</bdi>
        </p>
      )}
      {wrong ? <Callout meaning="caution">{t("save.badKey")}</Callout> : null}
    </div>
  );
}

function keyIn(text: string): Uint8Array | undefined {
  if (!/^[\w-]{43}=?$/.test(text.trim())) return undefined;
  const binary = atob(text.trim().replaceAll("-", "+").replaceAll("_", "/"));
  const key = Uint8Array.from(binary, (char) => char.charCodeAt(0));
  return key.length === KEY_BYTES ? key : undefined;
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** A name that tells nothing but the day. */
function nameOf(report: Report): string {
  return `report-${report.examinedAt.slice(0, 10)}`;
}

/** Hands a file to the browser to save; nothing is requested for it. */
function saveAs(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has its own hold on it once saving began.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
