// Node indices of a full binary tree (RFC 9420 appendix C): leaf n is node 2n, `width` counts nodes.

/** The node in the middle: width is 2^d - 1. */
export function rootOf(width: number): number {
  return (width - 1) / 2;
}

/** How far above the leaves a node is; leaves have 0. */
export function levelOf(node: number): number {
  let level = 0;
  while (((node >> level) & 1) === 1) level += 1;
  return level;
}

export function leftOf(parent: number): number {
  return parent ^ (1 << (levelOf(parent) - 1));
}

export function rightOf(parent: number): number {
  return parent ^ (3 << (levelOf(parent) - 1));
}

/** From the node's parent up to the root. `node` lies inside the tree. */
export function ancestorsOf(node: number, width: number): readonly number[] {
  const path: number[] = [];
  const root = rootOf(width);
  for (let at = node; at !== root;) {
    const level = levelOf(at);
    at = (at | (1 << level)) & ~(1 << (level + 1));
    path.push(at);
  }
  return path;
}
