import {
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useReducer,
  useRef,
  useState,
  type ReactNode,
  type Ref,
} from "react";
import { ListScroller } from "./list-scroller.ts";
import type { Anchor } from "./virtual-window.ts";

const NEAR_START_ROWS = 12;

export interface VirtualListHandle {
  toEnd(): void;
  /** Brings a row into view, a third from the top. */
  toRow(id: string): void;
  /** Moves the focus to what can have it in a row that is drawn. */
  focusRow(id: string): void;
}

interface VirtualListProps<R extends { readonly id: string }> {
  readonly rows: readonly R[];
  readonly render: (row: R) => ReactNode;
  readonly label: string;
  /** Where reading starts. */
  readonly start: Anchor;
  readonly onNearStart: () => void;
  /** Tells whether the newest row is in view. */
  readonly onAtEnd: (atEnd: boolean) => void;
  readonly handle: Ref<VirtualListHandle>;
}

/**
 * A list of rows of any height that draws only those around what is read. Whatever comes above, goes or
 * grows, the row one reads stays where it is; at the end, the newest row does.
 */
export function VirtualList<R extends { readonly id: string }>(props: VirtualListProps<R>): ReactNode {
  const { rows, onAtEnd } = props;
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [scroller] = useState(() => new ListScroller(props.start, redraw));
  const drawn = scroller.window(rows);

  useLayoutEffect(
    () => (box.current && list.current ? scroller.mount(box.current, list.current) : undefined),
    [scroller],
  );
  useLayoutEffect(() => scroller.settle());
  // What is in view without a scroll, as in a short conversation, is told once.
  const look = useEffectEvent(() => onAtEnd(scroller.scrolled()));
  useLayoutEffect(() => look(), []);
  const nearStart = useEffectEvent(() => void (drawn.start < NEAR_START_ROWS && props.onNearStart()));
  useEffect(() => nearStart());
  useImperativeHandle(
    props.handle,
    () => ({
      toEnd: () => {
        scroller.toEnd();
        onAtEnd(true);
      },
      toRow: (id) => scroller.toRow(id),
      focusRow: (id) => scroller.focusRow(id),
    }),
    [scroller, onAtEnd],
  );
  return (
    <div ref={box} className="messages" tabIndex={-1} onScroll={() => onAtEnd(scroller.scrolled())}>
      <ol
        ref={list}
        className="messages-list"
        aria-label={props.label}
        style={{ paddingBlock: `${drawn.before}px ${drawn.after}px` }}
      >
        {rows.slice(drawn.start, drawn.end).map((row) => (
          <li key={row.id} data-row={row.id}>
            {props.render(row)}
          </li>
        ))}
      </ol>
    </div>
  );
}
