import type { Metadata } from "next";
import { requireViewer } from "@/app/_server/viewer";
import { EnvironmentNew } from "@/components/environments/environment-new";

export const metadata: Metadata = { title: "Connect a database" };

export default async function EnvironmentNewPage() {
  await requireViewer();
  return <EnvironmentNew />;
}
