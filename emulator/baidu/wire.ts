import { createHash, randomUUID } from "node:crypto";
import { Refusal, type Call, type Clock, type RefusalRequest, type Wire, type WireRequest } from "../cloud";
import type { CloudStore } from "../store";
import { failure, success } from "./answers";
import { Authentication } from "./authentication";
import { JsonBody } from "./body";
import { ClientTokens } from "./client-tokens";
import { anyRefusal, invalidParameter, refusal } from "./errors";
import type { OperationInput } from "./operations/operation";
import { placeOf, regionsOf } from "./operations/places";
import { Query, readUri, type RequestUri } from "./request-uri";
import { route, type Routed } from "./routes";

/** BCC, ENI and enterprise groups in REST style: method, path and a bare word of the query name the operation. */
export class BaiduWire implements Wire {
  private readonly authentication: Authentication;
  private readonly clientTokens: ClientTokens;

  constructor(
    private readonly store: CloudStore,
    now: Clock,
  ) {
    this.authentication = new Authentication(store, now);
    this.clientTokens = new ClientTokens(now);
  }

  claims({ path, headers }: WireRequest): boolean {
    return /^\/v\d/.test(path) || (headers.authorization ?? "").startsWith("bce-auth-");
  }

  receive(request: WireRequest): Call {
    const uri = readUri(request);
    const routed = uri === undefined ? refusal("InvalidURI") : route(request, uri);
    const turnedAway =
      routed instanceof Refusal || uri === undefined ? routed : this.authentication.check(request, uri);
    const known = routed instanceof Refusal ? undefined : routed;
    // The world can be another one by the time the work is done: what is looked up for the log is looked up again then.
    const inputNow = (): OperationInput => inputOf(this.store, request, uri, known);
    const input = inputNow();
    const { operation } = known ?? {};
    const requestId = randomUUID();
    return {
      action: operation?.action ?? "unknown",
      region: placeOf(input)?.name ?? "",
      targetIds: known === undefined ? [] : targetsOf(known, input),
      securityGroupIds: known === undefined ? [] : groupsOf(known, input),
      requestId,
      writes: operation?.writes ?? false,
      ...(turnedAway instanceof Refusal && { refusal: turnedAway }),
      perform: (view) => {
        if (operation === undefined) throw refusal("InvalidURI");
        const present = inputNow();
        const work = (): object => operation.perform({ ...present, view });
        return operation.writes ? this.perhapsAgain(request, present, work) : work();
      },
      succeed: (fields) => success(operation?.answer ?? "nothing", requestId, fields),
      refuse: (refused) => failure(requestId, refused),
    };
  }

  /** A `clientToken` counts with every write, also where the documents do not speak of it. */
  private perhapsAgain(request: WireRequest, input: OperationInput, work: () => object): object {
    const token = input.query.text("clientToken");
    const region = placeOf(input);
    if (token === undefined) return work();
    if (!/^[\x21-\x7e]{1,64}$/.test(token)) throw invalidParameter("clientToken", "64 ASCII characters at the most.");
    return region === undefined ? work() : this.clientTokens.once(region, token, fingerprint(request, input), work);
  }

  refusal({ code, status }: RefusalRequest): Refusal {
    return anyRefusal(code ?? "InternalError", status);
  }

  /** No answer to too many requests is documented: a code that clients try again on, with the status that says why. */
  throttled(): Refusal {
    return refusal("OperationDenied", { status: 429, message: "Too many requests. Please try again later." });
  }
}

function inputOf(
  store: CloudStore,
  request: WireRequest,
  uri: RequestUri | undefined,
  routed: Routed | undefined,
): OperationInput {
  return {
    regions: regionsOf(store, request.headers.host ?? ""),
    view: "reads",
    query: uri?.query ?? new Query([]),
    body: JsonBody.of(request),
    id: routed?.id ?? "",
  };
}

/** What makes two requests the same to a client token: everything that was asked, and not who signed it when. */
function fingerprint({ method, path, body }: WireRequest, { query }: OperationInput): string {
  const parameters = query.pairs.filter(([name]) => name !== "clientToken").sort();
  return createHash("sha256")
    .update(JSON.stringify([method, path, parameters]))
    .update(body)
    .digest("base64");
}

function targetsOf({ operation, id }: Routed, { query, body }: OperationInput): string[] {
  return [
    ...(operation.idNames === "target" ? [id] : []),
    ...(query.list("instanceId") ?? []),
    ...(query.list("instanceIds") ?? []),
    ...body.stringsAt("instanceIds"),
  ];
}

function groupsOf({ operation, id }: Routed, { query, body }: OperationInput): string[] {
  return [
    ...(operation.idNames === "group" ? [id] : []),
    ...(query.list("securityGroupId") ?? []),
    ...(query.list("securityGroupIds") ?? []),
    ...body.stringsAt("securityGroupId"),
    ...body.stringsAt("securityGroupIds"),
    ...body.stringsAt("enterpriseSecurityGroupIds"),
  ];
}
