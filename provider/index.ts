export { ignoreInlineSecurityGroups } from "./inline-lists";
export { SecurityGroupMembership } from "./membership";
export type { SecurityGroupMembershipArgs } from "./membership";
