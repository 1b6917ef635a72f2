import { randomUUID } from "node:crypto";
import type { Call, Clock, Refusal, RefusalRequest, Wire, WireRequest } from "../cloud";
import type { CloudStore } from "../store";
import { failure, success, type Format } from "./answers";
import { Authentication } from "./authentication";
import { anyRefusal, missing, refusal, statusAt } from "./errors";
import { OPERATIONS } from "./operations";
import { regionConcerned } from "./operations/places";
import { Parameters } from "./parameters";
import { isAcs3 } from "./signature-acs3";
import { ACTIONS, type Action } from "./terms";

const VERSION = "2014-05-26";

/** ECS 2014-05-26 in RPC style: one URI, the operation in a header (ACS3) or a parameter (V1). */
export class AlibabaWire implements Wire {
  private readonly authentication: Authentication;

  constructor(
    private readonly store: CloudStore,
    now: Clock,
  ) {
    this.authentication = new Authentication(store, now);
  }

  claims(request: WireRequest): boolean {
    if (request.path !== "/" && request.path !== "") return false;
    const { headers } = request;
    const authorization = headers.authorization ?? "";
    if (headers["x-acs-action"] !== undefined || authorization.startsWith("ACS3-")) return true;
    if (headers["x-tc-action"] !== undefined || /^(TC3|bce-auth)-/.test(authorization)) return false;
    // Tencent's older signature has an Action too, but calls the key SecretId. A form is read only if the query is silent.
    const parameters = Parameters.of(request);
    if (parameters.inQuery("SecretId")) return false;
    if (parameters.inQuery("AccessKeyId")) return true;
    if (parameters.text("SecretId") !== undefined) return false;
    return parameters.text("AccessKeyId") !== undefined || parameters.text("Action") !== undefined;
  }

  receive(request: WireRequest): Call {
    const parameters = Parameters.of(request);
    const { headers } = request;
    const acs3 = isAcs3(request, parameters);
    const requestId = randomUUID().toUpperCase();
    const asked = acs3 ? only(headers["x-acs-action"]) : parameters.text("Action");
    const version = acs3 ? only(headers["x-acs-version"]) : parameters.text("Version");
    const action = ACTIONS.find((known) => known === asked);
    const format = acs3 ? "json" : formatOf(parameters);
    const turnedAway = checkAction(asked, action, version) ?? this.authentication.check(request, parameters);
    const operation = action === undefined ? undefined : OPERATIONS[action];
    const place = { store: this.store, parameters, host: headers.host ?? "" };
    return {
      action: action ?? "unknown",
      region: regionConcerned(place)?.name ?? "",
      targetIds: targetsOf(parameters),
      securityGroupIds: groupsOf(parameters),
      requestId,
      writes: operation?.writes ?? false,
      ...(turnedAway !== undefined && { refusal: turnedAway }),
      perform: (view) => {
        if (operation === undefined) throw refusal("InvalidAction.NotFound");
        return operation.perform({ ...place, view });
      },
      succeed: (fields) => success(format, action ?? "Unknown", requestId, fields),
      refuse: (refused) => failure(format, place.host, requestId, refused),
    };
  }

  refusal({ code = "InternalError", status, action = "" }: RefusalRequest): Refusal {
    return anyRefusal(code, status ?? statusAt(action, code));
  }

  throttled(): Refusal {
    return refusal("Throttling.User");
  }
}

function checkAction(
  asked: string | undefined,
  action: Action | undefined,
  version: string | undefined,
): Refusal | undefined {
  if (asked === undefined) return missing("Action");
  if (version === undefined) return missing("Version");
  if (version !== VERSION) return refusal("InvalidVersion");
  return action === undefined ? refusal("InvalidAction.NotFound") : undefined;
}

/** With signature V1 the parameter `Format` decides, whose documented default is XML; ACS3 clients speak JSON. */
function formatOf(parameters: Parameters): Format {
  return parameters.text("Format")?.toUpperCase() === "JSON" ? "json" : "xml";
}

function targetsOf(parameters: Parameters): string[] {
  const listed = parameters.jsonList("InstanceIds");
  return [
    parameters.text("InstanceId"),
    parameters.text("NetworkInterfaceId"),
    ...parameters.list("NetworkInterfaceId"),
    ...(listed === "malformed" ? [] : (listed ?? [])),
  ].filter((id) => id !== undefined);
}

function groupsOf(parameters: Parameters): string[] {
  const listed = parameters.jsonList("SecurityGroupIds");
  return [
    parameters.text("SecurityGroupId"),
    ...parameters.list("SecurityGroupId"),
    ...parameters.list("SecurityGroupIds"),
    ...(listed === "malformed" ? [] : (listed ?? [])),
  ].filter((id) => id !== undefined);
}

function only(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
