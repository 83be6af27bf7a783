import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { currentViewer } from "@/app/_server/viewer";
import { GET } from "@/app/api/v1/session/route";
import { safeNextPath } from "@/components/auth/next-path.model";
import { SignIn } from "@/components/auth/sign-in";
import { SessionInfo } from "@/lib/contracts/session";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({
  searchParams,
}: {
  readonly searchParams: Promise<{ next?: string | string[] }>;
}) {
  const { next } = await searchParams;
  const path = safeNextPath(Array.isArray(next) ? next[0] : next);
  if (await currentViewer()) redirect(path);
  const request = new Request("http://localhost/api/v1/session", { headers: new Headers(await headers()) });
  const answer = await GET(request, { params: Promise.resolve({}) });
  const session = answer.ok ? SessionInfo.parse(await answer.json()) : null;
  if (session?.setupNeeded && !session.demo.available) redirect("/set-up");
  return <SignIn next={path} initial={session} />;
}
