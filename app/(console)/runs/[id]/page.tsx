import type { Metadata } from "next";
import { requireViewer } from "@/app/_server/viewer";
import { RunView } from "@/components/run/run-view";

export const metadata: Metadata = { title: "Run" };

export default async function RunPage({ params }: { readonly params: Promise<{ id: string }> }) {
  const { id } = await params;
  await requireViewer();
  return <RunView runId={id} />;
}
