import { randomUUID } from "node:crypto";
import type { Call, Clock, Refusal, RefusalRequest, Wire, WireRequest } from "../cloud";
import type { CloudStore, Region } from "../store";
import { failure, success } from "./answers";
import { Authentication } from "./authentication";
import { anyRefusal, missing, refusal } from "./errors";
import { namedGroups, namedTargets } from "./named-ids";
import { OPERATIONS } from "./operations";
import { readRequest, sizeLimit, type Received } from "./request";
import { Tasks } from "./tasks";
import { ACTIONS } from "./terms";

const VERSION = "2017-03-12";

/** CVM and VPC 2017-03-12: one URI, the operation in a header (TC3) or a parameter (the older signature). */
export class TencentWire implements Wire {
  private readonly authentication: Authentication;
  private readonly tasks: Tasks;

  constructor(
    private readonly store: CloudStore,
    now: Clock,
  ) {
    this.authentication = new Authentication(store, now);
    this.tasks = new Tasks(now, () => store.visibilityDelayMs);
  }

  claims(request: WireRequest): boolean {
    if (request.path !== "/" && request.path !== "") return false;
    const { headers } = request;
    if ((headers.authorization ?? "").startsWith("TC3-")) return true;
    if (headers["x-tc-action"] !== undefined || headers["x-tc-version"] !== undefined) return true;
    return readRequest(request).secretId !== undefined;
  }

  receive(request: WireRequest): Call {
    const received = readRequest(request);
    const { parameters } = received;
    const action = ACTIONS.find((known) => known === received.action);
    const operation = action === undefined ? undefined : OPERATIONS[action];
    const requestId = randomUUID();
    const turnedAway =
      checkTransport(request, received) ??
      checkAction(received, operation?.product) ??
      this.authentication.check(received.signed);
    return {
      action: action ?? "unknown",
      region: received.region ?? "",
      targetIds: namedTargets(parameters),
      securityGroupIds: namedGroups(parameters),
      requestId,
      writes: operation?.writes ?? false,
      ...(turnedAway !== undefined && { refusal: turnedAway }),
      perform: (view) => {
        if (operation === undefined) throw refusal("InvalidAction");
        const region = this.region(received.region);
        return operation.perform({ region, view, tasks: this.tasks, requestId }, parameters);
      },
      succeed: (fields) => success(requestId, fields),
      refuse: (refused) => failure(requestId, refused),
    };
  }

  refusal({ code, status }: RefusalRequest): Refusal {
    return anyRefusal(code ?? "InternalError", status);
  }

  throttled(): Refusal {
    return refusal("RequestLimitExceeded");
  }

  private region(name: string | undefined): Region {
    if (name === undefined) throw missing("Region");
    const region = this.store.region(name);
    if (region === undefined) throw refusal("UnsupportedRegion", `It is \`${name}\`.`);
    return region;
  }
}

function checkTransport(request: WireRequest, received: Received): Refusal | undefined {
  if (request.method !== "GET" && request.method !== "POST") return refusal("UnsupportedProtocol");
  const size = request.method === "GET" ? request.query.length : request.body.length;
  return size > sizeLimit(request, received) ? refusal("RequestSizeLimitExceeded") : undefined;
}

/** An operation exists in one product only: `cvm` or `vpc` in the credential scope must be its own, other services may be any. */
function checkAction({ action, version, service }: Received, product: string | undefined): Refusal | undefined {
  if (action === undefined) return missing("Action");
  if (version === undefined) return missing("Version");
  if (version !== VERSION) return refusal("NoSuchVersion");
  if (product === undefined) return refusal("InvalidAction");
  const elsewhere = (service === "cvm" || service === "vpc") && service !== product;
  return elsewhere ? refusal("InvalidAction", `It is an API of \`${product}\`, not of \`${service}\`.`) : undefined;
}
