/** Superuser connection strings of the test servers, given to the test files by the global set-up. */
export interface ServerAddresses {
  readonly 15: string;
  readonly 18: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    readonly testServers: ServerAddresses;
  }
}
