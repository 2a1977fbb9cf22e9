/** Every bound that both sides rely on, in one place. Sizes in bytes unless the name says otherwise. */
export const limits = {
  /** DESIGN §4: devices listed in an account's chain at the same time. */
  devicesMax: 5,
  /** Statements of one chain: a new phone a year for half a lifetime. Every MLS leaf carries them all. */
  chainStatementsMax: 64,
  /** The last of them are the root key's alone: no device can fill a chain and so become unremovable. */
  chainStatementsForRoot: 16,
  /** A new device can't add another one for a day. */
  newDeviceQuarantineMs: 24 * 60 * 60 * 1000,

  handleMin: 3,
  handleMax: 32,
  displayNameCodePointsMax: 64,
  /** RFC 9420 group size we allow in the post-quantum suite; above it the classical one. */
  pqMembersMax: 64,
  membersMax: 256,
  leavesMax: 1024,

  textCodePointsMax: 8192,
  contentMax: 48 * 1024,
  /** MLS private message that carries content, padding and framing included. */
  messageMax: 64 * 1024,
  /** Commits, welcomes and group infos: 64 people in the X-Wing suite need about 180 KB. */
  handshakeMax: 1024 * 1024,
  /** 2.7 KB of keys in the X-Wing suite, and a chain of the full length. */
  keyPackageMax: 48 * 1024,
  keyPackagesPerDevice: 100,
  /** So many fit into one frame. */
  keyPackagesPerCall: 50,
  credentialMax: 64 * 1024,
  groupInfoMax: 1024 * 1024,
  ephemeralMax: 512,
  accountBlobMax: 1024 * 1024,

  /** A checkpoint with the cosignatures of some thirty witnesses. */
  gossipedNoteCodePointsMax: 6 * 1024,
  /** A lookup with all that its owner is shown absent; docs/ledger-performance.md has what it is. */
  directoryAnswerMax: 512 * 1024,
  /** The policy under which the directory's checkpoints are published (C2SP tlog-policy). */
  directoryPolicyCodePointsMax: 16 * 1024,

  introductionTextCodePointsMax: 280,
  /** Plaintext of an introduction: always padded to this. */
  introductionPlaintext: 2 * 1024,
  /** X-Wing encapsulation (1,120) and GCM tag (16) around the padded plaintext. */
  introductionSealed: 2 * 1024 + 1120 + 16,
  callOfferMax: 16 * 1024,
  relayPacketMax: 1500,

  /** Conversations of the same two people: what a device that lost one founds anew, with room. */
  conversationsPerPairMax: 100,
  /** Sealed envelope in front of a welcome. */
  invitationEnvelopeMax: 1024,

  /** A safety notice; today's has 124 bytes, later versions may need more. */
  noticeMax: 512,
  noticeKeySuccessorsMax: 16,

  inviteLifetimeMsMax: 30 * 24 * 60 * 60 * 1000,
  /** What a mailbox holds before its device is detached with a gap. */
  mailboxEntriesMax: 2_000_000,
  /** Undelivered entries go after this, and a gap record says so. */
  mailboxLifetimeMs: 30 * 24 * 60 * 60 * 1000,
  /** Leaves under one signed receipt root: what `index` and `size` of a receipt can say. */
  receiptBatchMax: 0xffff,
  sessionTokenLifetimeMs: 15 * 60 * 1000,
  challengeLifetimeMs: 60 * 1000,
  /** The largest frame that either side accepts on the socket. */
  frameMax: 4 * 1024 * 1024,
} as const;
