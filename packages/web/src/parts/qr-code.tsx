import { useMemo, type ReactNode } from "react";
import { encode } from "uqr";

/** A QR code as one path, dark on light in both colour schemes so that every camera reads it. */
export function QrCode(props: { readonly text: string; readonly label: string }): ReactNode {
  const { size, path } = useMemo(() => {
    const code = encode(props.text, { ecc: "M", border: 3 });
    return { size: code.size, path: pathOf(code.data) };
  }, [props.text]);
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={props.label}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} />
      <path d={path} />
    </svg>
  );
}

/** Each row's runs of dark squares as one stroke. */
function pathOf(rows: readonly (readonly boolean[])[]): string {
  return rows
    .flatMap((row, y) =>
      row.map((dark, x) => (dark && row[x - 1] !== true ? `M${x} ${y}h${runFrom(row, x)}v1H${x}z` : "")),
    )
    .join("");
}

function runFrom(row: readonly boolean[], x: number): number {
  const end = row.indexOf(false, x);
  return (end === -1 ? row.length : end) - x;
}
