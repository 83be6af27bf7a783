import { type Actor, Role, type User } from "../contracts/user";
import { getStore, type Store } from "../store/client";
import { findApiKeyOwner } from "./api-keys";
import { authFor } from "./auth";
import { demoPeopleMayAct } from "./demo-access";

/**
 * Who is asking: by `Authorization: Bearer <api key>`, or by the session cookie. Null for nobody. A request
 * that names a key is judged by the key alone, even when it carries a cookie too.
 */
export async function actorFromRequest(headers: Headers, store: Store = getStore()): Promise<Actor | null> {
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const key = /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
    const owner = key ? await findApiKeyOwner(store.db, key) : null;
    return owner && toActor(owner, "api-key");
  }
  if (!headers.get("cookie")) return null;
  const found = await authFor(headers, store).api.getSession({ headers });
  if (!found || found.user.removedAt) return null;
  return toActor({ ...found.user, role: Role.parse(found.user.role) }, "session");
}

function toActor(person: Omit<User, "createdAt">, via: Actor["via"]): Actor | null {
  if (person.demo && !demoPeopleMayAct()) return null;
  return { userId: person.id, name: person.name, email: person.email, role: person.role, via };
}
