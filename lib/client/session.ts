import { queryOptions } from "@tanstack/react-query";
import type { DemoPerson, DemoSignedIn, SessionInfo, SetupInput } from "@/lib/contracts/session";
import { getJson, sendJson } from "./http";

export const sessionKeys = { all: ["session"] as const };
export const sessionOptions = () =>
  queryOptions({
    queryKey: sessionKeys.all,
    queryFn: ({ signal }) => getJson<SessionInfo>("/session", signal),
    staleTime: 60_000,
  });

export const signIn = (email: string, password: string) =>
  sendJson<unknown>("POST", "/api/auth/sign-in/email", { email, password });
export const signOut = () => sendJson<unknown>("POST", "/api/auth/sign-out", {});
/** One's own password; ends one's sessions in other browsers. */
export const changePassword = (currentPassword: string, newPassword: string) =>
  sendJson<unknown>("POST", "/api/auth/change-password", {
    currentPassword,
    newPassword,
    revokeOtherSessions: true,
  });
export const signInToDemo = (person: DemoPerson) =>
  sendJson<DemoSignedIn>("POST", "/session/demo", { person });

/** First run: `code` is printed in the server's log. */
export const setUp = (input: SetupInput) => sendJson<unknown>("POST", "/setup", input);
