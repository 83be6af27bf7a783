import { beforeAll, describe, expect, it } from "vitest";
import { DEMO_VERSIONS } from "../../contracts/constants";
import { loadParser, parseSql } from "../../sql/parse";
import { SHOP_SERVICES } from "../shape";
import { SHOP_SHAPES, shopStatements } from "./statements";
import { chooseTransaction } from "./transactions";

beforeAll(() => loadParser());

const statements = (version: (typeof DEMO_VERSIONS)[number]) =>
  Object.values(shopStatements(SHOP_SHAPES[version]));
const mentions = (version: (typeof DEMO_VERSIONS)[number], word: RegExp) =>
  statements(version).filter(({ text }) => word.test(text)).length;

describe.each(DEMO_VERSIONS)("the statements of %s", (version) => {
  it("are SQL that Postgres's own parser takes", () => {
    for (const { name, text } of statements(version)) expect(() => parseSql(text), name).not.toThrow();
  });

  it("have names of their own that fit Postgres's limit", () => {
    const names = statements(version).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name.length).toBeLessThanOrEqual(63);
  });

  it("list their columns", () => {
    expect(statements(version).filter(({ text }) => /select \*|returning \*/i.test(text))).toEqual([]);
  });
});

describe("what the versions know of the renamed column", () => {
  it("v1 only the old name, v2 both but writes the new one, v3 only the new one", () => {
    expect(mentions("v1", /\bfull_name\b/)).toBeGreaterThan(5);
    expect(mentions("v1", /\bname\b/)).toBe(0);
    expect(mentions("v2", /\bfull_name\b/)).toBeGreaterThan(5);
    expect(mentions("v2", /set full_name|insert into customers \([^)]*full_name/)).toBe(0);
    expect(mentions("v2", /set name/)).toBe(2);
    expect(mentions("v3", /\bfull_name\b/)).toBe(0);
    expect(mentions("v3", /\bname\b/)).toBeGreaterThan(5);
  });
});

describe("the choice of what to do", () => {
  it("has an answer for the whole range of the dice, and more than one", () => {
    for (const service of SHOP_SERVICES) {
      const chosen = Array.from({ length: 200 }, (_, i) => chooseTransaction(service, i / 200));
      expect(new Set(chosen).size).toBeGreaterThan(4);
      expect(chooseTransaction(service, 0.999_999)).toBe(chosen.at(-1));
    }
  });
});
