import type { Metadata } from "next";
import { requireViewer } from "@/app/_server/viewer";
import { ChangeList } from "@/components/changes/change-list";

export const metadata: Metadata = { title: "Changes" };

export default async function ChangesPage() {
  await requireViewer();
  return <ChangeList />;
}
