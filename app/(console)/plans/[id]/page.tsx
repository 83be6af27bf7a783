import type { Metadata } from "next";
import { requireViewer } from "@/app/_server/viewer";
import { PlanView } from "@/components/plan/plan-view";

export const metadata: Metadata = { title: "Plan" };

export default async function PlanPage({ params }: { readonly params: Promise<{ id: string }> }) {
  const { id } = await params;
  await requireViewer();
  return <PlanView planId={id} />;
}
