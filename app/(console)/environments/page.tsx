import type { Metadata } from "next";
import { requireViewer } from "@/app/_server/viewer";
import { EnvironmentList } from "@/components/environments/environment-list";

export const metadata: Metadata = { title: "Environments" };

export default async function EnvironmentsPage() {
  await requireViewer();
  return <EnvironmentList />;
}
