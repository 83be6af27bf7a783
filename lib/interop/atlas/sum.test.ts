import { describe, expect, it } from "vitest";
import { extendedSum } from "./sum";

const PEOPLE = {
  path: "migrations/20260101000000_people.sql",
  content: "CREATE TABLE people (id bigint PRIMARY KEY);\n",
};
const NAME = {
  path: "migrations/20260102000000_name.sql",
  content: "ALTER TABLE people ADD COLUMN name text; -- é\n",
};
const INDEX = {
  path: "migrations/20260103000000_index.sql",
  content: "-- atlas:txmode none\n\nCREATE INDEX CONCURRENTLY ON people (name);\n",
};
/** Made apart from the code; the way it is made was held against sums that Atlas wrote. */
const SUM = `h1:552ydCmjSCWpwQIFOlEUr9OYOF/fsvycWnAk9VCzEpo=
20260101000000_people.sql h1:f0AFXFD59YZf1cwcbERgIka/a/8wB9Wb0UH6CjBLPZQ=
20260102000000_name.sql h1:/SWzGPaduEkiPzwK6EzjJMWWuwYzkFXouVye155fWFY=
20260103000000_index.sql h1:J9F2/HuizMzBL9IkBbrlzhMekRxx2epBngnutzcy+0w=
`;
const sum = { path: "migrations/atlas.sum", content: SUM };

describe("atlas.sum", () => {
  it("is over the folder's files in the order of their names", () => {
    expect(extendedSum([], {}, [INDEX, sum, NAME, PEOPLE])).toBe(SUM);
  });

  it("goes on over ours: the lines of the team's stay", () => {
    const ours = { path: "migrations/20260201000000_ours.sql", content: "SELECT 1;\n" };
    const aside = { path: "elsewhere/20260201000000_ours.sql", content: "SELECT 2;\n" };
    const extended = extendedSum([ours, aside], {}, [PEOPLE, NAME, INDEX, sum]) ?? "";
    const lines = extended.split("\n");
    expect(lines.slice(1, 4)).toEqual(SUM.split("\n").slice(1, 4));
    expect(lines.slice(4)).toEqual([expect.stringMatching(/^20260201000000_ours\.sql h1:\S{44}$/), ""]);
    expect(lines[0]).not.toBe(SUM.split("\n")[0]);
    // The next phase goes on from there, wherever the folder is.
    const merged = [PEOPLE, NAME, INDEX, ours, { ...sum, content: extended }];
    const moved = merged.map((file) => ({ ...file, path: file.path.replace("migrations", "db") }));
    expect(extendedSum([], { directory: "db" }, moved)).toBe(extended);
  });

  it.each([
    ["there is none", [PEOPLE, NAME, INDEX]],
    ["a file is missing", [PEOPLE, NAME, sum]],
    ["a file was changed", [PEOPLE, NAME, { ...INDEX, content: "SELECT 1;\n" }, sum]],
  ])("is left to Atlas where %s", (_, repository) => {
    expect(extendedSum([], {}, repository)).toBeNull();
  });
});
