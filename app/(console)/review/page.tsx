import type { Metadata } from "next";
import { requireViewer } from "@/app/_server/viewer";
import { ReviewView } from "@/components/review/review-view";

export const metadata: Metadata = { title: "Review SQL" };

export default async function ReviewPage({
  searchParams,
}: {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  await requireViewer();
  const { environment } = await searchParams;
  return <ReviewView wantedEnvironment={typeof environment === "string" ? environment : null} />;
}
