import { problem } from "@/app/api/_http/problem";
import { publicRoute } from "@/app/api/_http/route";
import { completeSetup, isSetupNeeded } from "@/lib/auth/first-admin";
import { fail, ok } from "@/lib/contracts/result";
import { SetupInput } from "@/lib/contracts/session";
import { getStore } from "@/lib/store/client";

export const GET = publicRoute({
  handler: async () => ok({ needed: await isSetupNeeded(getStore()) }),
});

export const POST = publicRoute({
  body: SetupInput,
  status: 201,
  handler: async ({ body }) => {
    const outcome = await completeSetup(getStore(), body);
    switch (outcome.kind) {
      case "made":
        return ok(outcome.user);
      case "gone":
        return problem({ status: 410, title: "Set-up is done", detail: "Sign in, or ask an administrator." });
      case "wait":
        return problem(
          { status: 429, title: "Too many tries", detail: "Wait a few minutes, then try the code again." },
          { "retry-after": String(Math.ceil(outcome.waitMs / 1000)) },
        );
      case "wrong-code":
        return fail({
          code: "input.invalid",
          errors: [
            {
              path: "code",
              message: "This is not the code in the server's log; each start prints a new one",
            },
          ],
        });
      case "email-taken":
        return fail({
          code: "input.invalid",
          errors: [{ path: "email", message: "This address belongs to a demo person: use your own" }],
        });
    }
  },
});
