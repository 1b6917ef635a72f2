/** How long an adapter waits: for its credentials and for an answer. */
import type { Deadline } from "../calls/deadline";
import type { AccessKey } from "../config/credentials";
import { UsageError } from "../model/errors";
import type { CloudName } from "../model/membership";

/** The longest silence of a connection, in milliseconds. */
const silenceMs = 15_000;
/** A call made just before its deadline still gets this long: failing it at once would say nothing of the cloud. */
const leastSilenceMs = 2_000;

/** How long a call waits for its answer, in milliseconds. */
export function answerWithinMs(deadline: Deadline): number {
  return Math.max(leastSilenceMs, Math.min(silenceMs, Math.ceil(deadline.remainingMs())));
}

/** What the credentials' source gives, but no later than the deadline: a source can be a program that hangs. */
export async function inTime(
  cloud: CloudName,
  credentials: Promise<AccessKey>,
  deadline: Deadline,
): Promise<AccessKey> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const fail = () =>
      reject(new UsageError(`the source of the ${cloud} credentials did not answer within timeoutSeconds.`));
    timer = setTimeout(fail, deadline.remainingMs());
  });
  try {
    return await Promise.race([credentials, late]);
  } finally {
    clearTimeout(timer);
  }
}
