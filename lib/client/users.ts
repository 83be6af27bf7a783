import { queryOptions } from "@tanstack/react-query";
import type * as z from "zod";
import type { Page } from "@/lib/contracts/common";
import type { ApiKeyCreated, ApiKeyList, Role, User, UserInput } from "@/lib/contracts/user";
import { getJson, sendJson } from "./http";

export const userKeys = {
  all: ["users"] as const,
  apiKeys: (userId: string) => ["users", userId, "api-keys"] as const,
};

export const usersOptions = () =>
  queryOptions({
    queryKey: userKeys.all,
    queryFn: ({ signal }) => getJson<Page<User>>("/users?limit=500", signal),
  });
export const apiKeysOptions = (userId: string) =>
  queryOptions({
    queryKey: userKeys.apiKeys(userId),
    queryFn: ({ signal }) => getJson<ApiKeyList>(`/users/${userId}/api-keys`, signal),
  });

export const createUser = (input: z.input<typeof UserInput>) => sendJson<User>("POST", "/users", input);
export const changeRole = (userId: string, role: Role) =>
  sendJson<User>("PATCH", `/users/${userId}`, { role });
export const removeUser = (userId: string) => sendJson<unknown>("DELETE", `/users/${userId}`);
/** The key is in the answer once and never again. */
export const createApiKey = (userId: string, name: string) =>
  sendJson<ApiKeyCreated>("POST", `/users/${userId}/api-keys`, { name });
export const deleteApiKey = (userId: string, keyId: string) =>
  sendJson<unknown>("DELETE", `/users/${userId}/api-keys/${keyId}`);
