/** A text as a JavaScript template literal, readable over several lines. */
export function inTemplate(text: string): string {
  return `\`${text.replace(/[\\`]|\$\{/g, (found) => `\\${found}`)}\``;
}

/** Modules that a JavaScript tool runs; declarations, tests and source maps are none. */
export const isCode = ({ path }: { readonly path: string }): boolean =>
  /\.[cm]?[jt]s$/.test(path) && !/\.(d|test|spec)\.[cm]?[jt]s$/.test(path);
