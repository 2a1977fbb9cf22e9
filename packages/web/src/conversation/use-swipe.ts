import { useRef, type PointerEvent } from "react";

const FAR_ENOUGH = 56;
const TOO_SLANTED = 30;

interface SwipeHandlers {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
}

/** A finger that draws a row towards the end of the line and lets go answers to it. */
export function useSwipe(onSwipe: () => void): SwipeHandlers {
  const from = useRef<{ readonly x: number; readonly y: number }>(undefined);
  const drawn = (event: PointerEvent<HTMLElement>): number => {
    if (from.current === undefined) return 0;
    if (Math.abs(event.clientY - from.current.y) > TOO_SLANTED) return 0;
    const towardsEnd = getComputedStyle(event.currentTarget).direction === "rtl" ? -1 : 1;
    return Math.max(0, (event.clientX - from.current.x) * towardsEnd);
  };
  const release = (event: PointerEvent<HTMLElement>): void => {
    from.current = undefined;
    event.currentTarget.style.removeProperty("translate");
  };
  return {
    onPointerDown: (event) => {
      if (event.pointerType === "touch") from.current = { x: event.clientX, y: event.clientY };
    },
    onPointerMove: (event) => {
      const by = Math.min(drawn(event), FAR_ENOUGH * 1.4);
      if (by < 10) return;
      const towardsEnd = getComputedStyle(event.currentTarget).direction === "rtl" ? -1 : 1;
      event.currentTarget.style.setProperty("translate", `${by * towardsEnd}px 0`);
    },
    onPointerUp: (event) => {
      const far = drawn(event) >= FAR_ENOUGH;
      release(event);
      if (far) onSwipe();
    },
    onPointerCancel: release,
  };
}
