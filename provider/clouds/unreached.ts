/** Why there is no connection, where the system has no code for it. Nothing was sent. */
export type Obstacle = "connectTimeout" | "proxyUnreachable" | "proxyRefused" | "redirected";

interface Facts {
  readonly obstacle: Obstacle;
  /** The host and port that did not let us through: of the proxy, if it was the proxy. Never credentials. */
  readonly at: string;
  /** What the proxy answered: an HTTP status, or the system's code. */
  readonly answer?: string | undefined;
}

const mark = "pulumi-secgroup";

/**
 * The error of a connection that was not made. Its message holds all that is known of it: Tencent's SDK passes on the
 * message of an error, and nothing else of it.
 */
export class Unreached extends Error {
  override readonly name = "Unreached";

  constructor({ obstacle, at, answer }: Facts) {
    super([`${mark}:${obstacle}`, at, answer].filter(Boolean).join(" "));
  }
}

/** What an {@link Unreached} said, wherever in a message it stands; undefined if it is not in there. */
export function unreachedIn(message: string): Facts | undefined {
  const [, obstacle, at, answer] = pattern.exec(message) ?? [];
  return obstacle && at ? { obstacle: obstacle as Obstacle, at, answer } : undefined;
}

const obstacles: Readonly<Record<Obstacle, true>> = {
  connectTimeout: true,
  proxyUnreachable: true,
  proxyRefused: true,
  redirected: true,
};
const pattern = new RegExp(`${mark}:(${Object.keys(obstacles).join("|")}) (\\S+)(?: (\\w+))?`);
