/** Edits (insert, delete, replace a character) that turn one text into the other, capped at `limit` + 1. */
export function editDistance(left: string, right: string, limit = Number.POSITIVE_INFINITY): number {
  const [a, b] = [[...left.toLowerCase()], [...right.toLowerCase()]];
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let previous = b.map((_, at) => at + 1);
  previous.unshift(0);
  for (const [row, character] of a.entries()) {
    const current = [row + 1];
    for (const [at, other] of b.entries()) {
      const replaced = (previous[at] ?? 0) + (character === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[at + 1] ?? 0) + 1, (current[at] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** At most three of the candidates that somebody who wrote `word` may have meant, the likeliest first. */
export function nearest(word: string, candidates: readonly string[]): string[] {
  const limit = Math.max(2, Math.floor(word.length / 3));
  return candidates
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate, limit) }))
    .filter(
      ({ candidate, distance }) =>
        distance <= limit || (word.length >= 3 && candidate.toLowerCase().includes(word.toLowerCase())),
    )
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** `: did you mean a, b or c?`, or nothing. */
export function didYouMean(names: readonly string[]): string {
  if (names.length === 0) return "";
  const last = names.at(-1);
  const list = names.length === 1 ? last : `${names.slice(0, -1).join(", ")} or ${last}`;
  return `; did you mean ${list}?`;
}
