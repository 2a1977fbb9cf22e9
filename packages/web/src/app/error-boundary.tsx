import { Component, type ReactNode } from "react";
import { Button } from "../parts/button.tsx";
import { Callout } from "../parts/callout.tsx";
import { useWords } from "./words-context.tsx";

/** A bug in one part of the screen leaves the rest standing. React knows this only as a class. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override readonly state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <Failed /> : this.props.children;
  }
}

function Failed(): ReactNode {
  const { t } = useWords();
  return (
    <div className="pane">
      <div className="pane-content">
        <Callout
          meaning="danger"
          alert
          actions={<Button onPress={() => location.reload()}>{t("alert.reload")}</Button>}
        >
          {t("fatal.part")}
        </Callout>
      </div>
    </div>
  );
}
