// Parts of the MLS library that it doesn't export, so that RFC 9420's vectors and hostile trees reach them.

export { ratchetTreeDecoder, resolution } from "ts-mls/dist/src/ratchetTree.js";
export { validateRatchetTree } from "ts-mls/dist/src/clientState.js";
export { verifyParentHashes } from "ts-mls/dist/src/parentHash.js";
export { treeHash, treeHashRoot } from "ts-mls/dist/src/treeHash.js";
export {
  left,
  leafWidth,
  parent,
  right,
  rootFromNodeWidth,
  toLeafIndex,
  toNodeIndex,
} from "ts-mls/dist/src/treemath.js";
export { deriveSecret, deriveTreeSecret, expandWithLabel } from "ts-mls/dist/src/crypto/kdf.js";
export { signWithLabel, verifyWithLabel } from "ts-mls/dist/src/crypto/signature.js";
export { decryptWithLabel } from "ts-mls/dist/src/crypto/hpke.js";
export { refhash } from "ts-mls/dist/src/crypto/hash.js";
export { deriveKeySchedule, initializeEpoch } from "ts-mls/dist/src/keySchedule.js";
export { accumulatePskSecret } from "ts-mls/dist/src/pskIndex.js";
export { verifyGroupInfoConfirmationTag, verifyGroupInfoSignature } from "ts-mls/dist/src/groupInfo.js";
export { groupContextDecoder } from "ts-mls/dist/src/groupContext.js";
export { decryptGroupInfo, decryptGroupSecrets } from "ts-mls/dist/src/welcome.js";
export { createUpdatePath } from "ts-mls/dist/src/updatePath.js";
