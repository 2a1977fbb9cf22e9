import {
  useEffect,
  useLayoutEffect,
  useRef,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from "react";
import { useApp, useAppState } from "../app/app-context.ts";
import { useWords } from "../app/words-context.tsx";
import type { ConversationId } from "../engine/engine.ts";
import { IconButton } from "../parts/button.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { textCodePointsMax } from "../text/bounds.ts";
import { codePoints, oneLine, shortened } from "../text/plain-text.ts";
import { writing, type ComposerMode } from "./composer-mode.ts";
import { useDraft } from "./use-draft.ts";
import { useSend } from "./use-send.ts";

const TYPING_EVERY_MS = 3_000;

interface ComposerProps {
  readonly conversationId: ConversationId;
  readonly name: string;
  readonly draft: string;
  readonly mode: ComposerMode;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly onMode: (mode: ComposerMode) => void;
  readonly onSent: () => void;
  /** Up in an empty field. */
  readonly onEditLast: () => void;
}

/** Where one writes. Enter sends or begins a line, as the settings say; Escape leaves a reply. */
export function Composer(props: ComposerProps): ReactNode {
  const { conversationId, mode, onMode, name } = props;
  const { t } = useWords();
  const [draft, setDraft] = useDraft(conversationId, props.draft);
  const { refused, send } = useSend({ ...props, setDraft });
  const typing = useTypingSignal(conversationId);
  const text = mode.kind === "edit" ? mode.text : draft;
  const over = codePoints(text) - textCodePointsMax;
  const canSend = text.trim() !== "" && over <= 0;
  const submit = (): void => {
    if (!canSend) return;
    typing.over();
    void send(text);
  };
  const write = (next: string): void => {
    if (mode.kind === "edit") return onMode({ ...mode, text: next });
    setDraft(next);
    if (next !== "") typing.on();
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Refusal kind={refused} />
      <ModeLine mode={mode} name={name} onLeave={() => onMode(writing)} />
      {over > 0 ? (
        <p className="field-wrong" role="alert">
          {t("composer.tooLong", { count: over })}
        </p>
      ) : null}
      <div className="composer-line">
        <TextField {...props} text={text} onText={write} onSubmit={submit} />
        <IconButton
          icon={mode.kind === "edit" ? "check" : "send"}
          className="icon-button-main composer-send"
          label={t(mode.kind === "edit" ? "composer.saveEdit" : "composer.send")}
          disabled={!canSend}
          onPress={submit}
        />
      </div>
    </form>
  );
}

interface TextFieldProps extends ComposerProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onSubmit: () => void;
}

function TextField(props: TextFieldProps): ReactNode {
  const { t } = useWords();
  const { text, onText, mode, name } = props;
  const { field } = props;
  const keys = useComposerKeys(props);
  useEffect(() => {
    if (mode.kind !== "write") field.current?.focus();
  }, [mode.kind, field]);
  // As tall as its text, up to the six lines that the style allows.
  useLayoutEffect(() => fitHeight(field.current, text), [field, text]);
  return (
    <textarea
      ref={field}
      className="composer-text"
      rows={1}
      dir={text === "" ? undefined : "auto"}
      aria-label={t("composer.label", { name })}
      placeholder={t("composer.placeholder")}
      value={text}
      onChange={(event) => onText(event.target.value)}
      onKeyDown={keys}
    />
  );
}

function fitHeight(field: HTMLTextAreaElement | null, text: string): void {
  if (field === null) return;
  field.style.blockSize = "auto";
  if (text === "") return;
  field.style.blockSize = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}

function ModeLine(props: {
  readonly mode: ComposerMode;
  readonly name: string;
  readonly onLeave: () => void;
}): ReactNode {
  const { t } = useWords();
  const { mode, name } = props;
  if (mode.kind === "write") return null;
  const entry = mode.kind === "reply" ? mode.to : mode.entry;
  const reply = entry.status === undefined ? t("composer.replyingTo", { name }) : t("composer.replyingToYou");
  return (
    <div className="composer-mode">
      <div className="composer-quote">
        <p className="quote-who">{mode.kind === "edit" ? t("composer.editing") : reply}</p>
        <p className="one-line soft">
          <bdi>{shortened(oneLine(entry.text), 160)}</bdi>
        </p>
      </div>
      <IconButton
        icon="close"
        label={t(mode.kind === "edit" ? "composer.leaveEdit" : "composer.leaveReply")}
        onPress={props.onLeave}
      />
    </div>
  );
}

function useComposerKeys(props: TextFieldProps): (event: KeyboardEvent) => void {
  const { text, mode } = props;
  const enterSends = useAppState((state) => state.settings.enterSends);
  return (event) => {
    if (event.nativeEvent.isComposing) return;
    const command = event.ctrlKey || event.metaKey;
    if (event.key === "Enter" && (enterSends ? !event.shiftKey : command)) {
      event.preventDefault();
      props.onSubmit();
    } else if (event.key === "Escape" && mode.kind !== "write") {
      event.stopPropagation();
      props.onMode(writing);
    } else if (event.key === "ArrowUp" && text === "" && mode.kind === "write") {
      event.preventDefault();
      props.onEditLast();
    } else if (event.key === "F6") {
      event.preventDefault();
      focusMessages();
    }
  };
}

function focusMessages(): void {
  document.querySelector<HTMLElement>('.messages [data-focus][tabindex="0"]')?.focus();
}

/** Tells the other, not more often than every few seconds, when the settings allow it. */
function useTypingSignal(conversationId: ConversationId): {
  readonly on: () => void;
  readonly over: () => void;
} {
  const { engine } = useApp();
  const allowed = useAppState((state) => state.settings.sendTyping);
  const last = useRef(0);
  return {
    on: () => {
      if (!allowed || Date.now() - last.current < TYPING_EVERY_MS) return;
      last.current = Date.now();
      void engine.call("typing", { conversationId });
    },
    over: () => {
      last.current = 0;
    },
  };
}
