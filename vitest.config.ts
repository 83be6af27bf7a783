import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const alias = { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") };

export default defineConfig({
  test: {
    // One project after the other: they differ in how many workers they take.
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          sequence: { groupOrder: 0 },
          include: [
            "bench/**/*.test.ts",
            "lib/**/*.test.ts",
            "components/**/*.test.ts",
            "app/**/*.test.ts",
            "bin/**/*.test.ts",
          ],
          exclude: ["**/*.db.test.ts", "**/*.tools.test.ts"],
          // Properties take their time on a busy machine.
          testTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "db",
          sequence: { groupOrder: 1 },
          include: ["lib/**/*.db.test.ts", "app/**/*.db.test.ts", "bin/**/*.db.test.ts"],
          globalSetup: ["./lib/testing/global-setup.ts"],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          // Real servers, signals and sockets: who needs the second try is printed with it, and is a bug to mend.
          retry: 1,
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "bench",
          sequence: { groupOrder: 2 },
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
          sequence: { groupOrder: 3 },
          include: ["lib/**/*.tools.test.ts"],
          globalSetup: ["./lib/testing/migration-tools/summary.ts", "./lib/testing/global-setup.ts"],
          testTimeout: 600_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
