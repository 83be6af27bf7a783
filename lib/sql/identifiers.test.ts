import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  cutToBytes,
  nameBytes,
  parseRelationName,
  quoteIdentifier,
  quoteLiteral,
  relationName,
} from "./identifiers";
import { bodyOf, loadParser, parseSql, strings } from "./parse";

const name = fc
  .oneof(
    fc.constantFrom(
      "select",
      "Order",
      "int",
      "left",
      "user",
      "a b",
      'q"uote',
      "naïve",
      "x",
      "_1",
      "1x",
      "$a",
    ),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
  )
  .filter((text) => text.isWellFormed() && !text.includes("\0"))
  .map((text) => cutToBytes(text, 63))
  .filter((text) => text !== "");

beforeAll(() => loadParser());

describe("quoteIdentifier", () => {
  it.each([
    ["people", "people"],
    ["full_name", "full_name"],
    ["Order", '"Order"'],
    ["order", '"order"'],
    ["left", '"left"'],
    ["values", '"values"'],
    ["name", "name"],
    ['a"b', '"a""b"'],
    ["1a", '"1a"'],
    ["naïve", '"naïve"'],
  ])("%s becomes %s", (bare, quoted) => {
    expect(quoteIdentifier(bare)).toBe(quoted);
  });

  it("gives back every name through the real parser, as table and as column", () => {
    fc.assert(
      fc.property(name, name, name, (schema, table, column) => {
        const sql = `ALTER TABLE ${relationName({ schema, name: table })} DROP COLUMN ${quoteIdentifier(column)}`;
        const parsed = parseSql(sql);
        if (!parsed.ok) throw new Error(parsed.failure.message);
        const alter = bodyOf(parsed.value[0]?.node, "AlterTableStmt");
        expect(alter?.relation?.schemaname).toBe(schema);
        expect(alter?.relation?.relname).toBe(table);
        expect(bodyOf(alter?.cmds?.[0], "AlterTableCmd")?.name).toBe(column);
      }),
    );
  });

  it("is read back by parseRelationName", () => {
    fc.assert(
      fc.property(name, name, (schema, table) => {
        expect(parseRelationName(relationName({ schema, name: table }))).toEqual({ schema, name: table });
      }),
    );
  });
});

describe("quoteLiteral", () => {
  it("gives back every text through the real parser", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(text.isWellFormed() && !text.includes("\0"));
        const parsed = parseSql(`COMMENT ON TABLE t IS ${quoteLiteral(text)}`);
        if (!parsed.ok) throw new Error(parsed.failure.message);
        expect(bodyOf(parsed.value[0]?.node, "CommentStmt")?.comment ?? "").toBe(text);
      }),
    );
  });
});

describe("parseRelationName", () => {
  it.each([
    ["people", { schema: null, name: "people" }],
    ["Public.People", { schema: "public", name: "people" }],
    ['public."Order"', { schema: "public", name: "Order" }],
    ['"a.b"."c""d"', { schema: "a.b", name: 'c"d' }],
    ["a.b.c", null],
    ["", null],
    ['"open', null],
    ["two words", null],
  ])("reads %s", (text, expected) => {
    expect(parseRelationName(text)).toEqual(expected);
  });
});

describe("cutToBytes", () => {
  it("never exceeds the limit and never splits a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(80), (text, bytes) => {
        fc.pre(text.isWellFormed());
        const cut = cutToBytes(text, bytes);
        expect(nameBytes(cut)).toBeLessThanOrEqual(bytes);
        expect(text.startsWith(cut)).toBe(true);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});

it("reads the names of a list of nodes", () => {
  const parsed = parseSql('DROP TABLE a."B"');
  if (!parsed.ok) throw new Error(parsed.failure.message);
  const drop = bodyOf(parsed.value[0]?.node, "DropStmt");
  expect(strings(bodyOf(drop?.objects?.[0], "List")?.items)).toEqual(["a", "B"]);
});
