import type { Refusal, WireAnswer } from "../cloud";

/** What a success has in its body: nothing at all, the request id alone, or the operation's fields. */
export type AnswerKind = "nothing" | "requestId" | "fields";

export function success(kind: AnswerKind, requestId: string, fields: object): WireAnswer {
  switch (kind) {
    case "nothing":
      return answer(200, requestId, "");
    case "requestId":
      return answer(200, requestId, JSON.stringify({ requestId }));
    case "fields":
      return answer(200, requestId, JSON.stringify(fields));
  }
}

/** Always all three keys: a client of the cloud fails on an error that lacks one. */
export function failure(requestId: string, { code, status, message }: Refusal): WireAnswer {
  return answer(status, requestId, JSON.stringify({ requestId, code, message }));
}

function answer(status: number, requestId: string, body: string): WireAnswer {
  return {
    status,
    headers: { "content-type": "application/json;charset=UTF-8", "x-bce-request-id": requestId },
    body,
  };
}
