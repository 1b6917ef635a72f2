import type { Refusal, WireAnswer } from "../cloud";

export type Format = "json" | "xml";

const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  json: "application/json;charset=utf-8",
  // Letter for letter: SDKs take a body as XML only with exactly this.
  xml: "text/xml;charset=utf-8",
};

/** A success: the operation's fields and the request id at top level. */
export function success(format: Format, action: string, requestId: string, fields: object): WireAnswer {
  return answer(format, 200, `${action}Response`, requestId, { RequestId: requestId, ...fields });
}

/** A failure, with a link to the cloud's own troubleshooting page as the cloud sends it. */
export function failure(format: Format, host: string, requestId: string, refusal: Refusal): WireAnswer {
  const query = `q=${encodeURIComponent(refusal.code)}&product=Ecs&requestId=${requestId}`;
  const fields = {
    RequestId: requestId,
    HostId: host,
    Code: refusal.code,
    Message: refusal.message,
    Recommend: `https://api.aliyun.com/troubleshoot?${query}`,
  };
  return answer(format, refusal.status, "Error", requestId, fields);
}

function answer(format: Format, status: number, root: string, requestId: string, fields: object): WireAnswer {
  return {
    status,
    headers: { "content-type": CONTENT_TYPES[format], "x-acs-request-id": requestId },
    body: format === "json" ? JSON.stringify(fields) : `<?xml version="1.0" encoding="UTF-8"?>${xml(root, fields)}`,
  };
}

/** An array becomes its element once for each item, as in `<Instances><Instance>…</Instance><Instance>…</Instance></Instances>`. */
function xml(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => xml(name, item)).join("");
  switch (typeof value) {
    case "object":
      return value === null
        ? ""
        : element(
            name,
            Object.entries(value)
              .map(([key, item]) => xml(key, item))
              .join(""),
          );
    case "string":
    case "number":
    case "boolean":
      return element(name, escape(String(value)));
    case "undefined":
    case "bigint":
    case "symbol":
    case "function":
      return "";
  }
}

function element(name: string, inner: string): string {
  return `<${name}>${inner}</${name}>`;
}

function escape(text: string): string {
  return (
    text
      .replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`)
      // Characters that XML 1.0 cannot hold at all.
      .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\u{FFFD}")
  );
}
