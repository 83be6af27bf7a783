import { requireViewer } from "@/app/_server/viewer";
import { Home } from "@/components/home/home";

export default async function HomePage() {
  await requireViewer("/");
  return <Home />;
}
