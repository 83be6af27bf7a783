/** Names of services from a comma-separated field: trimmed, each once, `app` where nothing is given. */
export function servicesOf(text: string): string[] {
  const names = [
    ...new Set(
      text
        .split(",")
        .map((name) => name.trim())
        .filter(Boolean),
    ),
  ];
  return names.length > 0 ? names : ["app"];
}
