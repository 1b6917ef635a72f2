import type { Refusal, WireAnswer } from "../cloud";

/**
 * Letter for letter, without a charset: the official Python SDK looks for an error only in an answer of exactly this
 * type, and takes any other for a success.
 */
const CONTENT_TYPE = "application/json";

/** A success: the operation's fields and the request id, below `Response`. */
export function success(requestId: string, fields: object): WireAnswer {
  return answer(200, { ...fields, RequestId: requestId });
}

/** A failure: the cloud answers it with status 200 too, a refusal with another status comes from a fault. */
export function failure(requestId: string, { code, status, message }: Refusal): WireAnswer {
  return answer(status, { Error: { Code: code, Message: message }, RequestId: requestId });
}

function answer(status: number, fields: object): WireAnswer {
  return {
    status,
    headers: { "content-type": CONTENT_TYPE },
    body: JSON.stringify({ Response: fields }),
  };
}
