import type { ReactNode } from "react";

export function BrandMark(): ReactNode {
  return <img className="welcome-mark" src="/icon.svg" alt="" width="48" height="48" />;
}
