import { readDocument } from "../../../cli/report/document";
import { planOf } from "../../../cli/report/plan";
import { render } from "../../../cli/report/render";
import { typeToken } from "../../../provider/serialized";

/** Documents as the engine prints them, put together from steps. */
export function urnOf(name: string, type: string = typeToken): string {
  return `urn:pulumi:dev::edges::${type}::${name}`;
}

export interface Properties {
  readonly cloud?: unknown;
  readonly region?: unknown;
  readonly securityGroupId?: unknown;
  readonly instanceId?: unknown;
  readonly networkInterfaceId?: unknown;
  readonly profile?: unknown;
  readonly timeoutSeconds?: number;
}

/** The state of i-1 in sg-1, but for what is given. */
export function stateOf(properties: Properties = {}, more: object = {}): object {
  const inputs = {
    cloud: "alicloud",
    region: "cn-hangzhou",
    securityGroupId: "sg-1",
    instanceId: "i-1",
    ...properties,
  };
  return { inputs, ...more };
}

export interface Parts {
  readonly steps?: readonly object[];
  readonly diagnostics?: readonly object[];
  readonly changeSummary?: object;
}

/** The report of a preview that came to its end. */
export function reportOf({ steps = [], diagnostics = [], changeSummary = {} }: Parts, title?: string): string {
  return printed({ steps, diagnostics, changeSummary, duration: 1 }, title);
}

/** The report of a document, as it is printed. */
export function printed(json: object, title = "Report"): string {
  const document = readDocument(JSON.stringify(json));
  if ("problem" in document) throw new Error(document.problem);
  return render(planOf(document), title);
}
