/** The run a session of ours works for, from its application_name, or null for everybody else's sessions. */
export function runIdOf(applicationName: string | null): string | null {
  return /^interlock:(?:run|guard):([A-Za-z0-9_-]+)$/.exec(applicationName ?? "")?.[1] ?? null;
}
