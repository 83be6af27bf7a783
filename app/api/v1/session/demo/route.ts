import { publicRoute } from "@/app/api/_http/route";
import { authFor } from "@/lib/auth/auth";
import { cameFromThisMachine, demoPeopleMayAct } from "@/lib/auth/demo-access";
import { fail } from "@/lib/contracts/result";
import { DemoSignInInput } from "@/lib/contracts/session";
import { getStore } from "@/lib/store/client";
import { findUser } from "@/lib/store/users";

export const POST = publicRoute({
  body: DemoSignInInput,
  handler: async ({ body, request }) => {
    if (!demoPeopleMayAct() || !cameFromThisMachine(request.headers)) {
      return fail({
        code: "forbidden",
        message: "The demo's people sign in only on this machine, and while the demo is on",
      });
    }
    const store = getStore();
    const { headers, response } = await authFor(request.headers, store).api.signInDemo({
      body,
      headers: request.headers,
      returnHeaders: true,
    });
    const user = await findUser(store.db, response.id);
    return Response.json({ id: response.id, user }, { headers });
  },
});
