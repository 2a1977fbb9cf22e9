import { useState, type ReactNode } from "react";
import { useApp, useAppState } from "../app/app-context.ts";
import { refusalText, type RefusalKind } from "../app/refusal.ts";
import { useTask } from "../app/use-task.ts";
import { useWords } from "../app/words-context.tsx";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { displayNameCodePointsMax, isHandle, typedHandle } from "../text/bounds.ts";
import { inviteKind } from "../text/invite-link.ts";
import { useFirstStep } from "./first-step.ts";

const OF_HANDLE: readonly RefusalKind[] = ["handle_invalid", "handle_reserved", "handle_taken"];
const OF_CODE: readonly RefusalKind[] = ["registration_code_required", "registration_code_invalid"];

/** Sign-up: two fields that may stay empty, a code where the server asks for one. */
export function NewAccount(props: { readonly onBack: () => void }): ReactNode {
  const { t } = useWords();
  const invite = useAppState((state) => state.invite);
  const signUp = useSignUp();
  const [name, setName] = useState("");
  const [handle, setHandle] = useState("");
  const [code, setCode] = useState("");
  const spelt = typedHandle(handle);
  const handleWrong = spelt !== "" && !isHandle(spelt);
  const talks = invite !== undefined && inviteKind(invite) === "contact";
  const idle = talks ? "signUp.createAndTalk" : "signUp.create";
  const submit = (): void => {
    if (!handleWrong && signUp.step === "idle") void signUp.create({ handle: spelt, name, code });
  };
  return (
    <form
      className="welcome-card"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="stack-tight">
        <h1>{t("signUp.title")}</h1>
        <p className="welcome-lead">{t("signUp.lead")}</p>
      </div>
      <NameField value={name} onChange={setName} />
      <HandleField value={handle} onChange={setHandle} malformed={handleWrong} refused={signUp.refused} />
      {signUp.codeAsked ? <CodeField value={code} onChange={setCode} refused={signUp.refused} /> : null}
      <Refusal kind={isOfField(signUp.refused) ? undefined : signUp.refused} />
      <div className="actions">
        <Button manner="main" submit busy={signUp.step !== "idle"} disabled={handleWrong}>
          {t(signUp.step === "idle" ? idle : STEPS[signUp.step])}
        </Button>
        <Button manner="quiet" onPress={props.onBack}>
          {t("action.back")}
        </Button>
      </div>
    </form>
  );
}

const STEPS = { creating: "signUp.working", connecting: "signUp.connecting" } as const;

function isOfField(refused: RefusalKind | undefined): boolean {
  return refused !== undefined && [...OF_HANDLE, ...OF_CODE].includes(refused);
}

interface FieldOfSignUp {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function NameField(props: FieldOfSignUp): ReactNode {
  const { t } = useWords();
  return (
    <Field
      {...props}
      label={t("signUp.name")}
      hint={t("signUp.nameHint")}
      max={displayNameCodePointsMax}
      autoComplete="nickname"
      optional
      focused
    />
  );
}

function HandleField(
  props: FieldOfSignUp & { readonly malformed: boolean; readonly refused: RefusalKind | undefined },
): ReactNode {
  const { t } = useWords();
  const { malformed, refused, ...field } = props;
  const taken = refused !== undefined && OF_HANDLE.includes(refused) ? t(refusalText(refused)) : undefined;
  return (
    <Field
      {...field}
      label={t("signUp.handle")}
      hint={t("signUp.handleHint")}
      wrong={malformed ? t("signUp.handleRule") : taken}
      prefix="@"
      max={40}
      spelt
      optional
    />
  );
}

function CodeField(props: FieldOfSignUp & { readonly refused: RefusalKind | undefined }): ReactNode {
  const { t } = useWords();
  const { refused, ...field } = props;
  return (
    <Field
      {...field}
      label={t("signUp.code")}
      hint={t("signUp.codeHint")}
      wrong={refused === "registration_code_invalid" ? t(refusalText(refused)) : undefined}
      max={64}
      spelt
      focused
    />
  );
}

interface SignUp {
  readonly step: "idle" | "creating" | "connecting";
  readonly refused: RefusalKind | undefined;
  /** The server said that it wants a code. */
  readonly codeAsked: boolean;
  readonly create: (wanted: Record<"handle" | "name" | "code", string>) => Promise<void>;
}

function useSignUp(): SignUp {
  const { store } = useApp();
  const enter = useFirstStep();
  const { run, refused } = useTask();
  const [step, setStep] = useState<SignUp["step"]>("idle");
  const [codeAsked, setCodeAsked] = useState(false);
  const create: SignUp["create"] = async ({ handle, name, code }) => {
    const signingUp = (now: boolean): void => store.set((state) => ({ ...state, signingUp: now }));
    signingUp(true);
    setStep("creating");
    if (refused === "registration_code_required") setCodeAsked(true);
    const made = await run("register", {
      keepWords: true,
      ...(handle === "" ? {} : { handle }),
      ...(name.trim() === "" ? {} : { displayName: name.trim() }),
      ...(code.trim() === "" ? {} : { registrationCode: code.trim() }),
    });
    setStep(made === undefined ? "idle" : "connecting");
    if (made === undefined) signingUp(false);
    else await enter();
  };
  return { step, refused, codeAsked: codeAsked || refused === "registration_code_required", create };
}
