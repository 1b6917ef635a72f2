export { SecurityGroupMembership } from "./membership";
export type { SecurityGroupMembershipArgs } from "./membership";
