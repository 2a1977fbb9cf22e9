export { isGlobalAddress } from "./address.ts";
export { readFeedChoice, type FeedChoice } from "./feed-choice.ts";
export { readFeedList, type FeedList } from "./feed-list.ts";
export {
  feedBytesMax,
  leftOutReasons,
  takeInFeeds,
  type FeedHashing,
  type Intake,
  type IntakeRequest,
  type LeftOut,
  type ServerFeed,
} from "./intake.ts";
export {
  feedRefusalOf,
  feedRefusals,
  type FeedRefusal,
  type RefusedFeed,
  type UsedFeed,
} from "./used-feed.ts";
export { reportedHost } from "./reported-host.ts";
export { FeedIndex, leadAgeDaysMax, observations, type Lead, type Observation } from "./leads.ts";
