/** A STIX bundle with one malware and an indicator for each pattern. */
export function stixBundle(campaign: string, patterns: readonly string[]): Uint8Array {
  const malware = {
    type: "malware",
    spec_version: "2.1",
    id: "malware--1",
    name: campaign,
    is_family: false,
  };
  const objects = patterns.flatMap((pattern, index) => [
    {
      type: "indicator",
      spec_version: "2.1",
      id: `indicator--${index}`,
      created: "2026-01-22T21:58:55.050482Z",
      modified: "2026-01-22T21:58:55.050482Z",
      pattern,
      pattern_type: "stix",
      valid_from: "2026-01-22T21:58:55.051Z",
    },
    {
      type: "relationship",
      id: `relationship--${index}`,
      relationship_type: "indicates",
      source_ref: `indicator--${index}`,
      target_ref: "malware--1",
    },
  ]);
  return new Uint8Array(
    Buffer.from(JSON.stringify({ type: "bundle", id: "bundle--1", objects: [malware, ...objects] })),
  );
}
