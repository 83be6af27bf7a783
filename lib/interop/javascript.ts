/** A text as a JavaScript template literal, readable over several lines. */
export function inTemplate(text: string): string {
  return `\`${text.replace(/[\\`]|\$\{/g, (found) => `\\${found}`)}\``;
}
