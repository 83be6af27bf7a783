import type { Metadata } from "next";
import { requireViewer } from "@/app/_server/viewer";
import { SettingsView } from "@/components/settings/settings-view";

export const metadata: Metadata = { title: "Settings" };

export default async function Page() {
  await requireViewer();
  return <SettingsView />;
}
