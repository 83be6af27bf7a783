import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const alias = { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") };

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: [
            "bench/**/*.test.ts",
            "lib/**/*.test.ts",
            "components/**/*.test.ts",
            "app/**/*.test.ts",
            "bin/**/*.test.ts",
          ],
          exclude: ["**/*.db.test.ts", "**/*.tools.test.ts"],
        },
      },
      {
        resolve: { alias },
        test: {
          name: "db",
          include: ["lib/**/*.db.test.ts", "app/**/*.db.test.ts", "bin/**/*.db.test.ts"],
          globalSetup: ["./lib/testing/global-setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "bench",
          include: ["bench/**/*.bench.ts"],
          globalSetup: ["./bench/global-setup.ts"],
          testTimeout: 900_000,
          hookTimeout: 300_000,
          // One thing at a time: they measure.
          maxWorkers: 1,
          fileParallelism: false,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "tools",
          include: ["lib/**/*.tools.test.ts"],
          globalSetup: ["./lib/testing/global-setup.ts"],
          testTimeout: 600_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
