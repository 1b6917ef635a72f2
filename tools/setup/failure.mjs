import process from "node:process";

/** Something the user can put right; its message says what and how, and is all that is shown. */
export class SetupFailure extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = "SetupFailure";
  }
}

/**
 * Shows why a command ended: one message for what the user can put right, a stack for a defect of ours.
 *
 * @param {unknown} error
 */
export function reportFailure(error) {
  if (error instanceof SetupFailure) console.error(error.message);
  else console.error(error);
  process.exitCode = 1;
}

/**
 * The system's code of an error ("ENOENT"), if it has one.
 *
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function codeOf(error) {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
