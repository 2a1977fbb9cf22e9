// What a hostile or damaged input can make this package hold or do at most.

const MIB = 1024 * 1024;

export const limits = {
  /** A member of an archive that a check needs whole. */
  memberBytesMax: 64 * MIB,
  /** One item of a JSON list. */
  jsonValueBytesMax: 8 * MIB,
  /** Databases of one archive that are kept until their logs have come by, together. */
  keptBytesMax: 192 * MIB,
  /** A compressed file that must be read at random, and so is unpacked into memory. */
  unpackedBytesMax: 512 * MIB,
  /** Everything unpacked from one archive, whether a check reads it or not. */
  archiveBytesMax: 8 * 1024 * MIB,
  /** One member that is read as a stream. */
  streamBytesMax: 2 * 1024 * MIB,
  /** Members of one archive, or files of one folder. */
  membersMax: 2_000_000,
  /** A line of a log; the rest of a longer one is left out. */
  lineBytesMax: 64 * 1024,
  /** An indicator file. */
  feedBytesMax: 64 * MIB,
  /** Findings of one module; more are counted, not listed. */
  findingsPerModuleMax: 1000,
  /** Rounds that a backup may ask a key derivation to take. */
  iterationsMax: 100_000_000,
} as const;
