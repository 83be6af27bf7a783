import { type NextRequest, NextResponse } from "next/server";
import { ASKED_PATH_HEADER } from "./lib/server/asked-path";
import { contentSecurityPolicy } from "./lib/server/content-security-policy";

/**
 * Gives each page a content security policy with a nonce of its own, which Next puts on its scripts, and tells
 * it the address that was asked for. It decides nothing about who may see what: every handler and page asks for
 * itself.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy({ nonce, development: process.env.NODE_ENV === "development" });
  const headers = new Headers(request.headers);
  // Next reads the nonce from the request's policy.
  headers.set("content-security-policy", policy);
  headers.set(ASKED_PATH_HEADER, request.nextUrl.pathname + request.nextUrl.search);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = {
  // Pages only. The API answers no HTML and has a fixed policy (next.config.js); assets need none.
  matcher: ["/((?!api/|_next/static|_next/image|icon.svg|favicon.ico).*)"],
};
