import { queryOptions } from "@tanstack/react-query";
import * as z from "zod";
import { type DemoPerson, DemoSignedIn, SessionInfo, type SetupInput } from "@/lib/contracts/session";
import { getJson, sendJson } from "./http";

export const sessionKeys = { all: ["session"] as const };
export const sessionOptions = () =>
  queryOptions({
    queryKey: sessionKeys.all,
    queryFn: ({ signal }) => getJson("/session", SessionInfo, signal),
    staleTime: 60_000,
  });

export const signIn = (email: string, password: string) =>
  sendJson("POST", "/api/auth/sign-in/email", { email, password }, z.unknown());
export const signOut = () => sendJson("POST", "/api/auth/sign-out", {}, z.unknown());
export const signInToDemo = (person: DemoPerson) =>
  sendJson("POST", "/session/demo", { person }, DemoSignedIn);

/** First run: `code` is printed in the server's log. */
export const setUp = (input: SetupInput) => sendJson("POST", "/setup", input, z.unknown());
