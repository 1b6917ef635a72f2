/**
 * The name that a misspelt one most likely stands for, whatever the case of its letters: the nearest of those that few
 * changed letters make of it (a third of its length, at most three), or else the only one that begins with it. Undefined
 * if there is none.
 */
export function similarName(given: string, names: readonly string[]): string | undefined {
  const lower = given.toLowerCase();
  const most = Math.min(3, Math.floor(given.length / 3));
  const distances = names.map((name) => ({ name, distance: editDistance(lower, name.toLowerCase()) }));
  const [nearest] = distances.filter(({ distance }) => distance <= most).sort((a, b) => a.distance - b.distance);
  if (nearest) return nearest.name;
  const [longer, ...others] = names.filter((name) => given.length >= 4 && name.toLowerCase().startsWith(lower));
  return others.length === 0 ? longer : undefined;
}

/** How many letters have to be inserted, removed or replaced to turn one text into the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of Array.from(from).entries()) {
    const line = [row + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const replaced = (above[column] ?? 0) + (letter === other ? 0 : 1);
      line.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1));
    }
    above = line;
  }
  return above.at(-1) ?? 0;
}
