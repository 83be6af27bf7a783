import type { Metadata } from "next";
import { requireViewer } from "@/app/_server/viewer";
import { AuditView } from "@/components/audit/audit-view";

export const metadata: Metadata = { title: "Audit trail" };

export default async function Page() {
  await requireViewer();
  return <AuditView />;
}
