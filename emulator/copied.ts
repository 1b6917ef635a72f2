/**
 * The first characters of a text, as a string of its own. A part of a string keeps the whole string in memory, here a
 * request of up to 10 MB: what outlives its request is copied.
 *
 * @param most - how many characters
 */
export function copied(text: string, most: number): string {
  return Buffer.from(text.slice(0, most), "utf8").toString("utf8");
}
