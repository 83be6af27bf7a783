import { describe, expect, it } from "vitest";
import { isDrizzleState, newestSnapshot } from "./newest-snapshot.model";

const file = (path: string) => ({ path, content: `of ${path}` });

describe("what an export is to continue", () => {
  it("is the last snapshot of a folder and its journal, wherever the folder is", () => {
    const paths = ["0000_snapshot.json", "0010_snapshot.json", "0009_snapshot.json", "_journal.json"];
    const expected = ["0010_snapshot", "_journal"].map((name) => `meta/${name}.json`);
    for (const folder of ["", "meta/", "shop/src/db/migrations/meta/"]) {
      const found = newestSnapshot(paths.map((path) => file(folder + path)));
      if (!found.ok) throw new Error(found.failure);
      expect(found.value.map(({ path }) => path)).toEqual(expected);
      expect(found.value[0]?.content).toBe(`of ${folder}0010_snapshot.json`);
    }
    const alone = newestSnapshot([file("meta/0010_snapshot.json"), file("other/_journal.json")]);
    expect(alone.ok && alone.value.length).toBe(1);
  });

  it("is refused where nothing, or more than one folder, says it", () => {
    const none = newestSnapshot([file("meta/_journal.json"), file("0000_first.sql")]);
    expect(none.ok ? null : none.failure).toMatch(/no snapshot/);
    const two = newestSnapshot([file("a/meta/0000_snapshot.json"), file("b/meta/0001_snapshot.json")]);
    expect(two.ok ? null : two.failure).toMatch(/open one: a\/meta, b\/meta/);
  });

  it("leaves everything else of a repository unread", () => {
    expect(["drizzle/meta/20250101000000_snapshot.json", "_journal.json"].map(isDrizzleState)).toEqual([
      true,
      true,
    ]);
    expect(
      ["package.json", "drizzle/0000_first.sql", "snapshot.json", "node_modules/x/meta/_journal.json"].map(
        isDrizzleState,
      ),
    ).toEqual([false, false, false, false]);
  });
});
