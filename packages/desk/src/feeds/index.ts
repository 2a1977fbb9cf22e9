export { isGlobalAddress } from "./address.ts";
export { readFeedList, type FeedList } from "./feed-list.ts";
export {
  takeInFeeds,
  type FeedHashing,
  type Intake,
  type IntakeRequest,
  type LeftOut,
  type ServerFeed,
} from "./intake.ts";
export { FeedIndex, leadAgeDaysMax, observations, type Lead, type Observation } from "./leads.ts";
