import { SetupFailure } from "../setup/failure.mjs";

/** A step that did not end as it should. Its message is all that is shown. */
export class DemoFailure extends SetupFailure {
  /** @param {string} message */
  constructor(message) {
    super(`the demo failed: ${message}`);
  }
}
