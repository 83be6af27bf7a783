import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "@/components/shell/providers";
import { THEME_COOKIE, themeOf } from "@/components/shell/theme.model";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Interlock", template: "%s · Interlock" },
  description: "Phased, zero-downtime Postgres schema changes, tied to your app's deploys",
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#10272c" },
    { media: "(prefers-color-scheme: dark)", color: "#090e10" },
  ],
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const theme = themeOf((await cookies()).get(THEME_COOKIE)?.value);
  return (
    // The theme comes from a cookie, so the first paint is right without a script; "system" is CSS alone.
    <html lang="en" data-theme={theme === "system" ? undefined : theme} suppressHydrationWarning>
      <body>
        <Providers theme={theme}>{children}</Providers>
      </body>
    </html>
  );
}
