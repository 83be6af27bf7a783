import { queryOptions } from "@tanstack/react-query";
import * as z from "zod";
import { Role, User } from "@/lib/contracts/user";
import { getJson, sendJson } from "./http";

export const Session = z.object({
  user: User.nullable(),
  demo: z.object({
    available: z.boolean(),
    people: z.array(z.object({ person: z.string(), name: z.string(), role: Role })),
  }),
  setupNeeded: z.boolean(),
});
export type Session = z.infer<typeof Session>;

export const sessionKeys = { all: ["session"] as const };
export const sessionOptions = () =>
  queryOptions({
    queryKey: sessionKeys.all,
    queryFn: ({ signal }) => getJson("/session", Session, signal),
    staleTime: 60_000,
  });

export const signIn = (email: string, password: string) =>
  sendJson("POST", "/api/auth/sign-in/email", { email, password }, z.unknown());
export const signOut = () => sendJson("POST", "/api/auth/sign-out", {}, z.unknown());
export const signInToDemo = (person: string) => sendJson("POST", "/session/demo", { person }, z.unknown());

/** First run: `code` is printed in the server's log. */
export const setUp = (input: { code: string; email: string; name: string; password: string }) =>
  sendJson("POST", "/setup", input, z.unknown());
