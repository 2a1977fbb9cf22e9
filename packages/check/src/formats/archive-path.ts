/**
 * A member's name as a path below the archive's root, or why it isn't handed out. Nothing here is ever written to a disk; a name that
 * leaves the root is refused because it is no honest archive's.
 */
export function archivePath(name: string): { readonly path: string } | { readonly why: string } {
  if (name.includes("\0") || name.length > 4096) return { why: "no file name" };
  const parts = name.replaceAll("\\", "/").split("/");
  if (parts.includes("..") || name.startsWith("/") || /^[A-Za-z]:/.test(name)) {
    return { why: "the name leaves the archive" };
  }
  return { path: parts.filter((part) => part !== "" && part !== ".").join("/") };
}
