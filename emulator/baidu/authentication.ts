import type { Clock, Refusal, WireRequest } from "../cloud";
import type { CloudStore } from "../store";
import { refusal } from "./errors";
import type { RequestUri } from "./request-uri";
import { readAuthorization, signatureOf, TOKEN_HEADER, type Authorization } from "./signature";

/** How far ahead a request's clock may be. The documents name no figure; this is the one that clouds have in common. */
const EARLY_MS = 15 * 60 * 1000;

/**
 * The door: form, key and token, clock, signature, in this order. A key id and its token are one credential: a temporary
 * key without its token, with another one, or a token with a lasting key is a key that does not exist.
 */
export class Authentication {
  constructor(
    private readonly store: CloudStore,
    private readonly now: Clock,
  ) {}

  /** Why the request may not pass; undefined if it may. */
  check(request: WireRequest, uri: RequestUri): Refusal | undefined {
    // The authorization may also stand in the query, as may the token.
    const authorization = readAuthorization(request.headers.authorization ?? uri.query.text("authorization") ?? "");
    if (authorization === undefined) return refusal("InvalidHTTPAuthHeader");
    const credential = this.store.credential(authorization.keyId);
    const token = only(request.headers[TOKEN_HEADER]) ?? uri.query.text(TOKEN_HEADER);
    if (credential === undefined || credential.token !== token) return refusal("InvalidAccessKeyId");
    const late = this.checkTime(authorization);
    if (late !== undefined) return late;
    const matches = signatureOf(request, uri, authorization, credential.secret) === authorization.signature;
    return matches ? undefined : refusal("SignatureDoesNotMatch");
  }

  private checkTime({ time, expiresAfterMs }: Authorization): Refusal | undefined {
    const now = this.now();
    if (now > time + expiresAfterMs) return refusal("RequestExpired");
    return time > now + EARLY_MS ? refusal("RequestTimeTooSkewed") : undefined;
  }
}

function only(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
