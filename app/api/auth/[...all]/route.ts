import { isForeignOrigin, isSafeMethod } from "@/app/api/_http/origin";
import { problem, unexpected } from "@/app/api/_http/problem";
import { authFor } from "@/lib/auth/auth";

/** What Interlock's pages use of the auth library. All else it brings stays shut. */
const OPEN = new Set([
  "GET /api/auth/get-session",
  "POST /api/auth/sign-in/email",
  "POST /api/auth/sign-out",
  "POST /api/auth/change-password",
]);

async function handle(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (!OPEN.has(`${request.method} ${pathname}`)) {
    return problem({ status: 404, title: "Not found", detail: "There is nothing here." });
  }
  if (!isSafeMethod(request) && isForeignOrigin(request)) {
    return problem({ status: 403, title: "Not from this site", detail: "Sign in on Interlock's own page." });
  }
  try {
    return await authFor(request.headers).handler(request);
  } catch (error) {
    return unexpected(request, error);
  }
}

export { handle as GET, handle as POST };
