import type { Metadata } from "next";
import { requireViewer } from "@/app/_server/viewer";
import { EnvironmentView } from "@/components/environments/environment-view";

export const metadata: Metadata = { title: "Environment" };

export default async function EnvironmentPage({ params }: { readonly params: Promise<{ id: string }> }) {
  const { id } = await params;
  await requireViewer(`/environments/${id}`);
  return <EnvironmentView environmentId={id} />;
}
