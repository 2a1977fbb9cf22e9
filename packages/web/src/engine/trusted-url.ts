// The page's content policy lets a string become a script's address only through the policy named here.

export interface ScriptUrlPolicy {
  createScriptURL(url: string): string;
}
interface TrustedTypes {
  createPolicy(name: string, rules: ScriptUrlPolicy): ScriptUrlPolicy;
}

declare global {
  interface Window {
    readonly trustedTypes?: TrustedTypes;
  }
}

/** A policy that knows these addresses, and refuses every other. A page makes it once. */
export function scriptUrlPolicy(allowed: readonly string[]): ScriptUrlPolicy {
  const rules: ScriptUrlPolicy = {
    createScriptURL: (url) => {
      if (!allowed.includes(url)) throw new TypeError("this script is not part of the app");
      return url;
    },
  };
  return globalThis.window.trustedTypes?.createPolicy("bridle", rules) ?? rules;
}
