import type { Metadata } from "next";
import { requireViewer } from "@/app/_server/viewer";
import { ReviewView } from "@/components/review/review-view";

export const metadata: Metadata = { title: "Review SQL" };

export default async function ReviewPage() {
  await requireViewer();
  return <ReviewView />;
}
