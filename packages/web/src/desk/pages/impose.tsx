import { controlReasons, networkClasses, outerClasses, type ControlReason, type Refused } from "@bridle/desk";
import { useState, type ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { TextField } from "../../parts/text-field.tsx";
import { useDoing } from "../api/use-doing.ts";
import { Failure } from "../parts/failure.tsx";
import { Select } from "../parts/select.tsx";
import { useWords } from "../words/words.ts";

type Kind = Refused["kind"];
const KINDS: readonly Kind[] = [
  "refuseClass",
  "refuseSize",
  "refuseBuild",
  "refuseRegistration",
  "suspendAccount",
];
const REGISTRATIONS = ["everyone", ...networkClasses] as const;
const REASONS = controlReasons.filter((reason) => reason !== "courtOrder");
type Reason = Exclude<ControlReason, "courtOrder">;

/** Refuses at once, for an hour; a second person makes it last. */
export function Impose(props: { readonly onDone: () => Promise<void> }): ReactNode {
  const { t } = useWords();
  const doing = useDoing();
  const [kind, setKind] = useState<Kind>("refuseClass");
  const [value, setValue] = useState<string>("introduction");
  const [overBytes, setOverBytes] = useState("65536");
  const [reason, setReason] = useState<Reason>("attackUnderway");
  const [basis, setBasis] = useState<"safety" | "terms">("safety");
  const choose = (chosen: Kind): void => {
    setKind(chosen);
    setValue(firstValue(chosen));
  };
  const impose = async (): Promise<void> => {
    const size = kind === "refuseSize" ? { overBytes: Number(overBytes) } : {};
    const done = await doing.run("control.impose", { kind, value, ...size, basis, reason });
    if (done !== undefined) await props.onDone();
  };
  return (
    <form
      className="card desk-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!doing.busy) void impose();
      }}
    >
      <Select
        label={t("control.kind")}
        value={kind}
        options={KINDS.map((each) => ({ value: each, label: t(`control.${each}`) }))}
        onChange={choose}
      />
      <Value kind={kind} value={value} onChange={setValue} />
      {kind === "refuseSize" ? (
        <TextField label={t("control.overBytes")} value={overBytes} onChange={setOverBytes} max={9} />
      ) : null}
      <Select
        label={t("control.reason")}
        value={reason}
        options={REASONS.map((each) => ({ value: each, label: t(`reason.${each}`) }))}
        onChange={setReason}
      />
      <Select
        label={t("control.basis")}
        value={basis}
        options={(["safety", "terms"] as const).map((each) => ({ value: each, label: t(`basis.${each}`) }))}
        onChange={setBasis}
      />
      <Failure failure={doing.failure} />
      <div className="actions">
        <Button manner="danger" submit busy={doing.busy} disabled={value.trim() === ""}>
          {t("control.impose")}
        </Button>
      </div>
    </form>
  );
}

function Value(props: {
  readonly kind: Kind;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactNode {
  const { t } = useWords();
  const { kind, value, onChange } = props;
  switch (kind) {
    case "refuseClass":
    case "refuseSize":
      return (
        <Select
          label={t("control.value")}
          value={value}
          options={outerClasses.map((each) => ({ value: each, label: t(`class.${each}`) }))}
          onChange={onChange}
        />
      );
    case "refuseRegistration":
      return (
        <Select
          label={t("control.value")}
          value={value}
          options={REGISTRATIONS.map((each) => ({ value: each, label: t(`network.${each}`) }))}
          onChange={onChange}
        />
      );
    case "refuseBuild":
    case "suspendAccount":
      return <TextField label={t("control.value")} value={value} onChange={onChange} max={64} />;
  }
}

function firstValue(kind: Kind): string {
  switch (kind) {
    case "refuseClass":
    case "refuseSize":
      return "introduction";
    case "refuseRegistration":
      return "everyone";
    case "refuseBuild":
    case "suspendAccount":
      return "";
  }
}
