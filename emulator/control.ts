import type { WireAnswer, WireRequest } from "./cloud";
import { FaultsError } from "./faults";
import { parseJson } from "./json";
import { MembershipError, type Machine } from "./machine";
import { WorldError } from "./world";
import { lookup } from "./lookup";

/** Everything below this path is the control API, everything else a cloud. */
export const CONTROL_PATH = "/_emulator";

/** Takes the parsed body (undefined for a method without one), returns what goes back as JSON. */
type Handler = (machine: Machine, body: unknown) => unknown;

/*
 * The bodies are checked by what they are handed to (`readWorld`, `readFaults`, `setGroups`), which accept anything and
 * throw; `never` is how an unchecked value is passed there.
 */
const ROUTES: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  "/world": {
    GET: (machine) => machine.world,
    PUT: (machine, body) => machine.replaceWorld(body as never),
  },
  "/memberships": {
    PUT: (machine, body) => machine.setGroups(body as never),
  },
  "/requests": {
    GET: (machine) => machine.requests.report(),
    DELETE: (machine) => {
      machine.requests.clear();
      return {};
    },
  },
  "/faults": {
    PUT: (machine, body) => ({ faults: machine.setFaults(body as never).length }),
    DELETE: (machine) => {
      machine.faults.set([]);
      return {};
    },
  },
};

export function isControl(path: string): boolean {
  return path === CONTROL_PATH || path.startsWith(`${CONTROL_PATH}/`);
}

/** Host names that mean this machine, whatever the port: a forwarded port keeps its own number. */
const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Whether the request can come from a web page of another site. A page of `evil.example` whose name is rebound to 127.0.0.1
 * sends `Host: evil.example`; a page that calls this address sends its own `Origin`. Programs such as curl send no `Origin`.
 */
function isForeign({ host, origin }: WireRequest["headers"]): boolean {
  if (host === undefined || !LOOPBACK_HOST.test(host)) return true;
  return origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`;
}

/**
 * Answers a request to the control API: JSON in, JSON out; an error is `{"error", "problems"?}`. A request that can come from
 * a web page of another site is refused with 403.
 */
export function answerControl(machine: Machine, request: WireRequest): WireAnswer {
  if (isForeign(request.headers)) {
    return json(403, {
      error:
        "the control API answers only requests whose Host is a loopback name (localhost, 127.0.0.1 or [::1]) and that no " +
        "web page of another origin sends",
    });
  }
  const route = lookup(ROUTES, request.path.slice(CONTROL_PATH.length));
  if (route === undefined) {
    const known = Object.entries(ROUTES).map(
      ([path, methods]) => `${Object.keys(methods).join("|")} ${CONTROL_PATH}${path}`,
    );
    return json(404, { error: `no such path; there is: ${known.join(", ")}` });
  }
  const handler = lookup(route, request.method);
  if (handler === undefined) {
    const allowed = Object.keys(route).join(", ");
    return json(405, { error: `${request.method} is not allowed here; allowed: ${allowed}` }, { allow: allowed });
  }
  if (request.method !== "PUT") return json(200, handler(machine, undefined));
  const body = parseJson(request.body.toString("utf8"));
  if (!body.ok) return json(400, { error: `the body is not valid JSON: ${body.problem}` });
  return change(() => handler(machine, body.value));
}

function change(work: () => unknown): WireAnswer {
  try {
    return json(200, work());
  } catch (error) {
    if (error instanceof WorldError) return json(400, { error: "the world is not valid", problems: error.problems });
    if (error instanceof FaultsError) return json(400, { error: "the faults are not valid", problems: error.problems });
    if (error instanceof MembershipError) return json(400, { error: error.message });
    throw error;
  }
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): WireAnswer {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: `${JSON.stringify(body)}\n`,
  };
}
