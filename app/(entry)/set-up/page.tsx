import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { GET } from "@/app/api/v1/setup/route";
import { SetUp } from "@/components/auth/set-up";
import { SetupState } from "@/lib/contracts/session";

export const metadata: Metadata = { title: "Set up" };
export const dynamic = "force-dynamic";

export default async function SetUpPage() {
  const answer = await GET(new Request("http://localhost/api/v1/setup"), { params: Promise.resolve({}) });
  if (answer.ok && !SetupState.parse(await answer.json()).needed) redirect("/sign-in");
  return <SetUp />;
}
