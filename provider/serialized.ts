/**
 * What every membership's state holds as its provider: a constant that loads this package from the program's folder. No
 * closure is serialized, so the state stays small, holds no code and no secret, and does not change when the package is
 * upgraded. Old states hold it, so it never changes.
 */
export const serializedProvider =
  'exports.handler=()=>require("module").createRequire(process.cwd()+"/")("pulumi-secgroup/provider").SecurityGroupMembership;';

/** The type token of the resource, as states hold it. */
export const typeToken = "pulumi-nodejs:dynamic/secgroup:SecurityGroupMembership";
