const SERVER_MAJORS = [13, 14, 15, 16, 17, 18] as const;
export type ServerMajor = (typeof SERVER_MAJORS)[number];

/** The version that a number names. Throws where there is none to test with. */
export function serverMajor(number: number): ServerMajor {
  const major = SERVER_MAJORS.find((one) => one === number);
  if (major === undefined) throw new Error(`There is no PostgreSQL ${number} to test with.`);
  return major;
}

const chosen = process.env.INTERLOCK_TEST_MAJOR;

/** The version that targets lie on where a test does not say another: `INTERLOCK_TEST_MAJOR=13`, else 15. */
export const TARGET_MAJOR = serverMajor(Number(chosen ?? 15));

/** The versions on which to try what may differ between them: the one that was asked for, else an old and a new one. */
export const TARGET_MAJORS: readonly ServerMajor[] = chosen === undefined ? [15, 18] : [TARGET_MAJOR];

/** Superuser connection strings of the test servers that run, given to the test files by the global set-up. */
export type ServerAddresses = Readonly<Partial<Record<ServerMajor, string>>>;

declare module "vitest" {
  export interface ProvidedContext {
    readonly testServers: ServerAddresses;
  }
}
