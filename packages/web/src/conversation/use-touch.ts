import { useRef, type PointerEvent } from "react";

const FAR_ENOUGH = 56;
const MOVED = 10;
const TOO_SLANTED = 30;
const HELD_MS = 450;

type Handler = (event: PointerEvent<HTMLElement>) => void;

interface TouchHandlers {
  readonly onPointerDown: Handler;
  readonly onPointerMove: Handler;
  readonly onPointerUp: Handler;
  readonly onPointerCancel: Handler;
}

interface Touch {
  readonly x: number;
  readonly y: number;
  readonly held: ReturnType<typeof setTimeout>;
}

/** A finger that draws a row towards the end of the line answers to it; one that rests on it opens its menu. */
export function useTouch(deeds: {
  readonly onSwipe: () => void;
  readonly onHold: () => void;
}): TouchHandlers {
  const touch = useRef<Touch>(undefined);
  const release = ({ currentTarget }: PointerEvent<HTMLElement>): void => {
    clearTimeout(touch.current?.held);
    touch.current = undefined;
    currentTarget.style.removeProperty("translate");
  };
  return {
    onPointerDown: ({ pointerType, clientX, clientY }) => {
      if (pointerType !== "touch") return;
      touch.current = { x: clientX, y: clientY, held: setTimeout(deeds.onHold, HELD_MS) };
    },
    onPointerMove: (event) => {
      if (touch.current === undefined) return;
      const { x, y } = touch.current;
      if (Math.hypot(event.clientX - x, event.clientY - y) > MOVED) clearTimeout(touch.current.held);
      const by = drawn(event, touch.current);
      if (Math.abs(by) > MOVED) event.currentTarget.style.setProperty("translate", `${by}px 0`);
    },
    onPointerUp: (event) => {
      const far = touch.current !== undefined && Math.abs(drawn(event, touch.current)) >= FAR_ENOUGH;
      release(event);
      if (far) deeds.onSwipe();
    },
    onPointerCancel: release,
  };
}

/** How far the finger drew towards the end of the line, in the page's pixels; nothing when it went up or down. */
function drawn({ clientX, clientY, currentTarget }: PointerEvent<HTMLElement>, from: Touch): number {
  if (Math.abs(clientY - from.y) > TOO_SLANTED) return 0;
  const sign = getComputedStyle(currentTarget).direction === "rtl" ? -1 : 1;
  const forward = (clientX - from.x) * sign;
  return sign * Math.min(Math.max(0, forward), FAR_ENOUGH * 1.4);
}
