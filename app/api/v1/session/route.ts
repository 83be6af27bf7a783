import { publicRoute } from "@/app/api/_http/route";
import { demoPeopleMayAct } from "@/lib/auth/demo-access";
import { listDemoPeople } from "@/lib/auth/demo-people";
import { isSetupNeeded } from "@/lib/auth/first-admin";
import { ok } from "@/lib/contracts/result";
import type { SessionInfo } from "@/lib/contracts/session";
import { getStore } from "@/lib/store/client";
import { findUser } from "@/lib/store/users";

export const GET = publicRoute({
  handler: async ({ actor }) => {
    const store = getStore();
    const people = demoPeopleMayAct() ? await listDemoPeople(store) : [];
    return ok<SessionInfo>({
      user: actor && (await findUser(store.db, actor.userId)),
      demo: { available: people.length > 0, people },
      setupNeeded: await isSetupNeeded(store),
    });
  },
});
