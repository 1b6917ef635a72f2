/** Why there is no connection, where the system has no code for it. */
export type Obstacle = "connectTimeout" | "proxyUnreachable" | "proxyRefused";

/** A connection that was not made, so nothing was sent. */
export class Unreached extends Error {
  override readonly name = "Unreached";

  /**
   * @param at the host and port that did not let us through: the proxy's, if it was the proxy; never credentials
   * @param answer what the proxy answered: an HTTP status, or the system's code
   */
  constructor(
    readonly obstacle: Obstacle,
    readonly at: string,
    readonly answer = "",
  ) {
    super(`${obstacle} ${at} ${answer}`.trim());
  }
}

/** A connection that broke, or a server that went silent, when the request can have been sent. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  /** @param code the system's */
  constructor(readonly code: string) {
    super(code);
  }
}
