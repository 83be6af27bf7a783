import type { Metadata } from "next";
import { Prefetched } from "@/app/_server/prefetch";
import { prefetchEnvironment } from "@/app/_server/queries";
import { requireViewer } from "@/app/_server/viewer";
import { EnvironmentView } from "@/components/environments/environment-view";

export const metadata: Metadata = { title: "Environment" };

export default async function EnvironmentPage({ params }: { readonly params: Promise<{ id: string }> }) {
  const { id } = await params;
  await requireViewer();
  return (
    <Prefetched queries={[prefetchEnvironment(id)]}>
      <EnvironmentView environmentId={id} />
    </Prefetched>
  );
}
