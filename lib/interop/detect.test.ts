import { describe, expect, it } from "vitest";
import { TOOL_IDS } from "@/lib/contracts/constants";
import { folderOf } from "./clue";
import { detectTools } from "./detect";
import { SAMPLES } from "./sample-repositories.fixture";

describe("the migration tool of a repository", () => {
  it.each(TOOL_IDS)("%s, with the folder of its migrations", (tool) => {
    const { files, directory } = SAMPLES[tool];
    const found = detectTools(files);
    expect(found.map((one) => [one.tool, one.directory])).toEqual([[tool, directory]]);
    expect(found[0]?.because).not.toBe("");
  });

  it.each(TOOL_IDS.filter((tool) => tool !== "sql" && tool !== "sqitch"))(
    "%s, where only the folder is given",
    (tool) => {
      const { files, directory } = SAMPLES[tool];
      const cut = directory.length + 1;
      const inside = files
        .filter(({ path }) => path.startsWith(`${directory}/`))
        .map(({ path, content }) => ({ path: path.slice(cut), content }));
      // Django knows an app's migrations by the folder's name.
      const given =
        tool === "django" ? inside.map((file) => ({ ...file, path: `migrations/${file.path}` })) : inside;
      expect(detectTools(given).map((one) => one.tool)).toEqual([tool]);
    },
  );

  it("is certain only by what nobody else writes", () => {
    const confidence = (tool: keyof typeof SAMPLES) => detectTools(SAMPLES[tool].files)[0]?.confidence;
    expect([
      confidence("dbmate"),
      confidence("prisma"),
      confidence("golang-migrate"),
      confidence("sql"),
    ]).toEqual(["certain", "certain", "likely", "likely"]);
  });

  it("names each of several, the larger first", () => {
    const files = [
      ...SAMPLES.rails.files,
      ...SAMPLES["golang-migrate"].files.map((file) => ({ ...file, path: `service/${file.path}` })),
      ...SAMPLES.dbmate.files.slice(1, 2).map((file) => ({ ...file, path: `other/${file.path}` })),
    ];
    expect(detectTools(files).map(({ tool, directory }) => [tool, directory])).toEqual([
      ["rails", "db/migrate"],
      ["dbmate", "other/db/migrations"],
      ["golang-migrate", "service/migrations"],
    ]);
  });

  it("finds none in an app without migrations", () => {
    expect(detectTools([{ path: "src/up.ts", content: "export const up = 1;" }])).toEqual([]);
    expect(folderOf("a.sql")).toBe("");
  });
});
