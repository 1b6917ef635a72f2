import type { Clock, Refusal, WireRequest } from "../cloud";
import type { CloudStore } from "../store";
import { refusal } from "./errors";
import { Nonces } from "./nonces";
import type { Parameters } from "./parameters";
import { isAcs3, readAcs3 } from "./signature-acs3";
import { readSignatureV1 } from "./signature-v1";

/** A signed request, whatever the version of the signature. */
export interface Signed {
  readonly keyId: string;
  readonly nonce: string;
  /** UTC, `yyyy-MM-ddTHH:mm:ssZ`. */
  readonly time: string;
  readonly token: string | undefined;
  readonly signature: string;
  /** The signature this secret would have given; undefined where none can be right. */
  expected(secret: string): string | undefined;
  /** What was signed, for the error message: an SDK's author compares it with their own. Holds no secret. */
  readonly stringToSign: string;
}

/** How far a request's time may be off. */
const CLOCK_WINDOW_MS = 15 * 60 * 1000;

/** The door: key, token, clock, signature, nonce, in this order. */
export class Authentication {
  private readonly nonces = new Nonces();

  constructor(
    private readonly store: CloudStore,
    private readonly now: Clock,
  ) {}

  /** Why the request may not pass; undefined if it may. */
  check(request: WireRequest, parameters: Parameters): Refusal | undefined {
    const signed = isAcs3(request, parameters)
      ? readAcs3(request, parameters)
      : readSignatureV1(request.method, parameters);
    if (signed === undefined) return refusal("IncompleteSignature");
    const credential = this.store.credential(signed.keyId);
    if (credential === undefined) return refusal("InvalidAccessKeyId.NotFound");
    return (
      checkToken(signed.token, credential.token) ??
      this.checkTime(signed.time) ??
      checkSignature(signed, credential.secret) ??
      this.checkNonce(signed)
    );
  }

  private checkTime(time: string): Refusal | undefined {
    const at = parseTime(time);
    if (at === undefined) return refusal("InvalidTimeStamp.Format");
    return Math.abs(this.now() - at) > CLOCK_WINDOW_MS ? refusal("InvalidTimeStamp.Expired") : undefined;
  }

  private checkNonce({ keyId, nonce, time }: Signed): Refusal | undefined {
    const forgetAt = (parseTime(time) ?? this.now()) + CLOCK_WINDOW_MS;
    const fresh = this.nonces.use(`${keyId} ${nonce}`, this.now(), forgetAt);
    return fresh ? undefined : refusal("SignatureNonceUsed");
  }
}

function checkToken(given: string | undefined, known: string | undefined): Refusal | undefined {
  if (given === known) return undefined;
  if (given === undefined) return refusal("MissingSecurityToken");
  if (!/^[\x21-\x7e]+$/.test(given)) return refusal("InvalidSecurityToken.Malformed");
  return refusal("InvalidSecurityToken.MismatchWithAccessKey");
}

function checkSignature(signed: Signed, secret: string): Refusal | undefined {
  if (signed.expected(secret) === signed.signature) return undefined;
  // The colon matters: the older Python SDK parses the text after it.
  const message = `Specified signature is not matched with our calculation. server string to sign is:${signed.stringToSign}`;
  return refusal("SignatureDoesNotMatch", { message });
}

function parseTime(time: string): number | undefined {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(time) ? Date.parse(time) : NaN;
  return Number.isNaN(at) ? undefined : at;
}
