import { clean } from "../model/clean";
import { type CloudError, UserError } from "../model/errors";
import { describeTarget, type Membership } from "../model/membership";

/** A step that cannot be done, in one line for the user. */
export class LifecycleError extends UserError {
  override readonly name = "LifecycleError";
}

/**
 * The resource exists, but is not what was asked for yet. The engine keeps its state, so the next `up` goes on with it.
 */
export class PartiallyCreated extends LifecycleError {
  constructor(
    readonly membership: Membership,
    message: string,
  ) {
    super(message);
  }
}

/** "alicloud cn-hangzhou: cannot join instance i-1 to security group sg-1: …" */
export function cannot(verb: "join" | "leave" | "read", membership: Membership, why: string): string {
  const { cloud, region, securityGroupId, target } = membership;
  const what = describeTarget(target);
  const act = {
    join: `cannot join ${what} to security group ${securityGroupId}`,
    leave: `cannot take ${what} out of security group ${securityGroupId}`,
    read: `cannot read whether ${what} is in security group ${securityGroupId}`,
  }[verb];
  return clean(`${cloud} ${region}: ${act}: ${why}`);
}

export function failedCall(verb: "join" | "leave" | "read", membership: Membership, error: CloudError): LifecycleError {
  return new LifecycleError(cannot(verb, membership, error.message), { cause: error });
}
