import type { Metadata } from "next";
import { requireViewer } from "@/app/_server/viewer";
import { ApprovalInbox } from "@/components/approvals/approval-inbox";

export const metadata: Metadata = { title: "Approvals" };

export default async function Page() {
  await requireViewer();
  return <ApprovalInbox />;
}
