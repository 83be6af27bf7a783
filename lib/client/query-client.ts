import { QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "./problem";

/** One set of defaults for browser and server: only failures of the network or the server are tried again. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5000,
        retry: (failures, error) =>
          failures < 2 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
        retryDelay: (attempt) => Math.min(2000, 300 * 2 ** attempt),
      },
      mutations: { retry: false },
    },
  });
}
