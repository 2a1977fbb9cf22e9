import * as library from "ts-mls";

// What of the MLS library only its patched form has. Through the namespace, so that an unpatched one is
// told apart here, before any of its exports is missed.

if (library.bridlePatch !== 1) {
  throw new Error("ts-mls is not patched: run `npm run setup` (patches/ts-mls@2.0.0-rc.10.patch)");
}

export const { ratchetTreeEncoder, verifyKeyPackage, verifyLeafNodeSignatureKeyPackage } = library;
