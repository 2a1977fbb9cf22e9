// The part of this package that a server may use as well: reading published indicators and looking names up in
// them. It opens nobody's phone and no message; the rest of the package stays out of a server's graph.

export { parseJson, listField, textField } from "../json.ts";
export { decodeText } from "../text.ts";
export { parseTime } from "../time.ts";
export { type FeedFile, type FeedSet, readFeeds, readGivenFeeds } from "./feeds.ts";
export { IndicatorSet, type MatchLevel, type UrlParser } from "./indicator-set.ts";
export { type Feed, type Indicator, isIpAddress, type Unusable } from "./indicator.ts";
export { readStix } from "./stix.ts";
