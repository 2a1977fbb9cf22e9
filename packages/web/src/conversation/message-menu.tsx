import {
  useEffect,
  useLayoutEffect,
  useRef,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from "react";
import { useWords } from "../app/words-context.tsx";
import { moveFocus } from "../list/roving.ts";
import type { IconName } from "../parts/icon-paths.ts";
import { Icon } from "../parts/icon.tsx";
import type { MessageEntry } from "../store/timeline.ts";
import type { PlainKey } from "../words/catalogue.ts";

export type MessageAction = "reply" | "copy" | "edit" | "delete";

/** The reactions offered; any other comes from the device's own keyboard. */
const EMOJI = ["👍", "❤️", "😂", "😮", "😢", "🙏"] as const;

const ITEMS: readonly {
  readonly action: MessageAction;
  readonly icon: IconName;
  readonly text: PlainKey;
  readonly own: boolean;
}[] = [
  { action: "reply", icon: "reply", text: "message.reply", own: false },
  { action: "copy", icon: "copy", text: "message.copy", own: false },
  { action: "edit", icon: "edit", text: "message.edit", own: true },
  { action: "delete", icon: "delete", text: "message.delete", own: true },
];

/** What can be done with a message, beside it. */
export function MessageMenu(props: {
  readonly entry: MessageEntry;
  readonly beside: HTMLElement;
  readonly me: string | undefined;
  readonly onAction: (action: MessageAction) => void;
  readonly onReact: (emoji: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useWords();
  const { entry, beside, me, onClose } = props;
  const menu = usePopover(beside, onClose);
  const own = entry.status !== undefined;
  const keys = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key === "Tab") onClose();
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") moveSideways(event);
    else moveFocus(event);
  };
  return (
    <div
      ref={menu}
      popover="auto"
      className="menu"
      data-roving-list=""
      tabIndex={-1}
      role="menu"
      aria-label={t("message.actions")}
      onKeyDown={keys}
    >
      <EmojiRow entry={entry} me={me} onReact={props.onReact} />
      {ITEMS.filter((item) => own || !item.own).map(({ action, icon, text }) => (
        <button
          key={action}
          type="button"
          role="menuitem"
          data-roving=""
          className={`menu-item ${action === "delete" ? "menu-item-danger" : ""}`}
          onClick={() => props.onAction(action)}
        >
          <Icon name={icon} />
          {t(text)}
        </button>
      ))}
    </div>
  );
}

function EmojiRow(props: {
  readonly entry: MessageEntry;
  readonly me: string | undefined;
  readonly onReact: (emoji: string) => void;
}): ReactNode {
  const { t } = useWords();
  const { entry, me } = props;
  const reacted = new Set(entry.reactions.filter(({ from }) => from === me).map(({ emoji }) => emoji));
  return (
    <div className="menu-row">
      {EMOJI.map((emoji) => (
        <button
          key={emoji}
          type="button"
          role="menuitemcheckbox"
          className="menu-emoji"
          data-roving=""
          aria-checked={reacted.has(emoji)}
          aria-label={t(reacted.has(emoji) ? "message.unreact" : "message.react", { emoji })}
          onClick={() => props.onReact(emoji)}
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}

/** Shows the element over the page beside another, and gives the focus back when it goes. */
function usePopover(beside: HTMLElement, onClose: () => void): RefObject<HTMLDivElement | null> {
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current: shown } = menu;
    if (shown === null) return;
    shown.showPopover();
    place(shown, beside.getBoundingClientRect());
    shown.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    return () => {
      if (shown.contains(document.activeElement)) beside.focus();
    };
  }, [beside]);
  useEffect(() => {
    const { current: shown } = menu;
    const toggled = (event: Event): void => {
      if (event instanceof ToggleEvent && event.newState === "closed") onClose();
    };
    shown?.addEventListener("toggle", toggled);
    // Beside what it was opened for, it would be elsewhere now.
    addEventListener("resize", onClose);
    return () => {
      shown?.removeEventListener("toggle", toggled);
      removeEventListener("resize", onClose);
    };
  }, [onClose]);
  return menu;
}

const GAP = 4;

/** Under the element or over it, where there is room, within the page. */
function place(menu: HTMLElement, beside: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = beside.bottom + GAP + height <= innerHeight;
  const top = below ? beside.bottom + GAP : Math.max(GAP, Math.min(beside.top, innerHeight) - GAP - height);
  const nearStart = beside.left + beside.width / 2 < innerWidth / 2;
  const left = nearStart ? beside.left : beside.right - width;
  menu.style.top = `${top}px`;
  menu.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
}

function moveSideways(event: KeyboardEvent<HTMLElement>): void {
  const row = [...event.currentTarget.querySelectorAll<HTMLElement>(".menu-emoji")];
  const at = row.findIndex((item) => item === document.activeElement);
  if (at === -1) return;
  const forward =
    (event.key === "ArrowRight") === (getComputedStyle(event.currentTarget).direction === "ltr");
  event.preventDefault();
  row[(at + (forward ? 1 : row.length - 1)) % row.length]?.focus();
}
