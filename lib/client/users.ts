import { queryOptions } from "@tanstack/react-query";
import * as z from "zod";
import { pageOf } from "@/lib/contracts/common";
import { ApiKeyCreated, ApiKeyList, type Role, User, type UserInput } from "@/lib/contracts/user";
import { getJson, sendJson } from "./http";

export const userKeys = {
  all: ["users"] as const,
  apiKeys: (userId: string) => ["users", userId, "api-keys"] as const,
};

export const usersOptions = () =>
  queryOptions({
    queryKey: userKeys.all,
    queryFn: ({ signal }) => getJson("/users?limit=500", pageOf(User), signal),
  });
export const apiKeysOptions = (userId: string) =>
  queryOptions({
    queryKey: userKeys.apiKeys(userId),
    queryFn: ({ signal }) => getJson(`/users/${userId}/api-keys`, ApiKeyList, signal),
  });

export const createUser = (input: z.input<typeof UserInput>) => sendJson("POST", "/users", input, User);
export const changeRole = (userId: string, role: Role) =>
  sendJson("PATCH", `/users/${userId}`, { role }, User);
/** The key is in the answer once and never again. */
export const createApiKey = (userId: string, name: string) =>
  sendJson("POST", `/users/${userId}/api-keys`, { name }, ApiKeyCreated);
export const deleteApiKey = (userId: string, keyId: string) =>
  sendJson("DELETE", `/users/${userId}/api-keys/${keyId}`, undefined, z.unknown());
