import type { KeyboardEvent } from "react";

/**
 * Arrow keys, Home and End move the focus between the items of a list that is one stop for Tab. Items carry
 * `data-roving`, the list around them `data-roving-list`; `tabIndex` says which item Tab reaches.
 */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const list = event.currentTarget.closest("[data-roving-list]");
  const items = [...(list?.querySelectorAll<HTMLElement>("[data-roving]") ?? [])];
  const at = items.findIndex((item) => item === document.activeElement);
  const to = destination(event.key, at, items.length);
  if (to === undefined) return;
  event.preventDefault();
  items[to]?.focus();
}

function destination(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowDown":
      return Math.min(at + 1, count - 1);
    case "ArrowUp":
      return Math.max(at - 1, 0);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
