/** The query with every literal replaced by `?`. */
export function withoutLiterals(_query: string): string {
  throw new Error("being written");
}
