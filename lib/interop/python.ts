/** A text as a Python string literal: in double quotes on one line, in three over several. */
export function pythonText(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\");
  return text.includes("\n")
    ? `"""${escaped.replaceAll('"""', '\\"\\"\\"').replace(/"$/, '\\"')}"""`
    : `"${escaped.replaceAll('"', '\\"')}"`;
}
