import manifest from "../package.json" with { type: "json" };

/** The version of this program, as `bridle --version` prints it. */
export const version = manifest.version;

/** How this client names itself to servers, which may refuse a build. */
export const build = `bridle-cli/${version}`;
