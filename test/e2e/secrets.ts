/** Dummies that stand for secrets, and the search for them in everything that a run leaves. */
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A secret that is found in any form: it holds what percent-encoding and base64 change. */
export function dummy(name: string): string {
  return `Zq7${name}+/=%3F&zQ7`;
}

/** The forms in which a text can stand in another one. */
export function formsOf(secret: string): readonly string[] {
  const percent = encodeURIComponent(secret);
  const strict = percent.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = new URLSearchParams({ s: secret }).toString().slice(2);
  return [
    secret,
    ...[percent, strict, form, encodeURIComponent(percent), percent.toLowerCase()],
    ...[JSON.stringify(secret).slice(1, -1), secret.replaceAll("&", "\\u0026")],
    ...[Buffer.from(secret).toString("hex")],
    // Base64 of a text that the secret is a part of, wherever in it: what depends on its neighbours is cut off.
    ...[0, 1, 2].flatMap((offset) => {
      const whole = Buffer.from("\0".repeat(offset) + secret).toString("base64");
      const inner = whole.slice(offset === 0 ? 0 : 4, whole.length - 4);
      return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")];
    }),
  ];
}

/** The names of the secrets that a text holds in any form. */
export function secretsIn(text: string, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) =>
    formsOf(secret).some((form) => text.includes(form)) ? [name] : [],
  );
}

/** Every file below a folder with its text, but for those below `except`. Links are not followed. */
export function* filesBelow(folder: string, except: readonly string[] = []): Generator<readonly [string, string]> {
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    if (except.includes(path)) continue;
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) yield* filesBelow(path, except);
    else if (stat?.isFile()) yield [path, textOf(path)];
  }
}

/** A run makes and removes files while it is looked at. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
