import { beforeAll, describe, expect, it } from "vitest";
import type { RuleId } from "@/lib/contracts/review";
import { catalogOf, column, table } from "@/lib/testing/catalog-fixture";
import { loadParser } from "../sql/parse";
import { formatReview } from "./format";
import { type ReviewOptions, review } from "./review";

beforeAll(() => loadParser());

const read = (sql: string, options: Partial<ReviewOptions> = {}) =>
  review(sql, { serverMajor: 15, ...options });
const rules = (sql: string, options: Partial<ReviewOptions> = {}): RuleId[] =>
  read(sql, options).statements.flatMap(({ findings }) => findings.map(({ rule }) => rule));

describe("input", () => {
  it("leaves out psql's own lines and COPY data, and counts statements without them", () => {
    const { statements, error } = read(
      "\\set x 1\nSELECT 1;\nCOPY t FROM stdin;\n1\t;'\n\\.\nSELECT '\\d';\n\\echo done\n",
    );
    expect(error).toBeNull();
    expect(statements.map(({ line, kind }) => [line, kind])).toEqual([
      [2, "Select"],
      [3, "Copy"],
      [6, "Select"],
    ]);
  });

  it("takes a byte order mark and line ends of both kinds", () => {
    const { statements, error } = read("\uFEFFSELECT 1;\r\n-- x\r\nSELECT 2;\r\n");
    expect(error).toBeNull();
    expect(statements.map(({ line, column: at }) => [line, at])).toEqual([
      [1, 2],
      [3, 1],
    ]);
  });

  it("points to the place of a syntax error, and to a NUL", () => {
    expect(read("SELECT 1;\nALTER TABEL x;").error).toMatchObject({ line: 2, column: 7 });
    expect(read("SELECT 1;\n\0").error).toMatchObject({ line: 2, column: 1 });
  });

  it("reads megabytes in a time that grows with them", () => {
    const sql = "INSERT INTO t (a, b) VALUES (1, 'some text that is long enough');\n".repeat(20_000);
    expect(read(sql).statements).toHaveLength(20_000);
  }, 60_000);
});

describe("what the file itself made", () => {
  it("is nobody's yet, until it is rolled back", () => {
    expect(rules("CREATE TABLE t (id bigint PRIMARY KEY); CREATE INDEX i ON t (id);")).toEqual([]);
    expect(
      rules("BEGIN; CREATE TABLE t (id bigint PRIMARY KEY); ROLLBACK; CREATE INDEX i ON t (id);"),
    ).toContain("create-index-without-concurrently");
  });

  it("is not what IF NOT EXISTS finds there", () => {
    const catalog = catalogOf([table({ name: "t", columns: [column("id")] })]);
    const sql = "CREATE TABLE IF NOT EXISTS t (id bigint PRIMARY KEY); CREATE INDEX i ON t (id);";
    expect(rules(sql, { catalog })).toContain("create-index-without-concurrently");
  });
});

describe("a history", () => {
  it("forgets what was rolled back, and only that", () => {
    const then = "ALTER TABLE t ALTER c SET NOT NULL;";
    const prove =
      "ALTER TABLE t ADD CONSTRAINT k CHECK (c IS NOT NULL) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT k;";
    expect(rules(`${prove} ${then}`)).not.toContain("set-not-null");
    expect(rules(`BEGIN; ${prove} COMMIT; ${then}`)).not.toContain("set-not-null");
    expect(rules(`BEGIN; ${prove} ROLLBACK; ${then}`)).toContain("set-not-null");
    expect(rules(`${prove} BEGIN; ALTER TABLE t DROP CONSTRAINT k; ROLLBACK; ${then}`)).not.toContain(
      "set-not-null",
    );
  });

  it("follows tables that inherit from each other in a circle, which no server has", () => {
    const circle = "CREATE TABLE a (x int) INHERITS (b); CREATE TABLE b (x int) INHERITS (a);";
    expect(read(`${circle} ALTER TABLE a ADD y int; TRUNCATE a CASCADE;`).statements).toHaveLength(4);
  });

  it("finds a primary key however far behind its table", () => {
    const between = "SELECT 1;".repeat(300);
    expect(rules(`CREATE TABLE t (id int); ${between} ALTER TABLE t ADD PRIMARY KEY (id);`)).not.toContain(
      "table-without-primary-key",
    );
    expect(rules(`BEGIN; ${between}`)).toContain("unclosed-transaction");
    expect(rules(`BEGIN; ${between} COMMIT;`)).not.toContain("unclosed-transaction");
  });
});

describe("a value of an enum", () => {
  it("can be used at once where the transaction made the type", () => {
    const use = "ALTER TYPE mood ADD VALUE 'glad'; INSERT INTO t VALUES ('glad');";
    expect(rules(`BEGIN; ${use} COMMIT;`)).toContain("enum-value-used-in-transaction");
    expect(rules(`BEGIN; CREATE TYPE mood AS ENUM ('sad'); ${use} COMMIT;`)).not.toContain(
      "enum-value-used-in-transaction",
    );
    expect(rules(`CREATE TYPE mood AS ENUM ('sad'); BEGIN; ${use} COMMIT;`)).toContain(
      "enum-value-used-in-transaction",
    );
  });
});

describe("what is too deeply nested", () => {
  it("is told as not looked into, among statements that were", () => {
    const { error, statements } = read(`DROP TABLE a;\nSELECT 1${"+1".repeat(20_000)};\nDROP TABLE b;`);
    expect(error).toBeNull();
    expect(statements.map(({ unknown, line }) => [unknown, line])).toEqual([
      [false, 1],
      [true, 2],
      [false, 3],
    ]);
    expect(statements[1]?.findings).toMatchObject([{ rule: "not-looked-into", line: 2 }]);
    expect(statements[1]?.findings[0]?.message).toContain("too deeply nested");
  });

  it("is looked into where the parser can still read it", () => {
    const { statements } = read(`UPDATE t SET a = 1${"+1".repeat(4000)} WHERE b;`);
    expect(statements[0]?.unknown).toBe(false);
  });
});

describe("transactions", () => {
  it("are also the runner's", () => {
    const sql = "CREATE INDEX CONCURRENTLY i ON t (id);";
    expect(rules(sql)).not.toContain("concurrently-in-transaction");
    expect(rules(sql, { inTransaction: true })).toContain("concurrently-in-transaction");
  });

  it("SET LOCAL outside of one sets nothing, and RESET undoes", () => {
    const alter = "ALTER TABLE t ADD COLUMN n int;";
    expect(rules(`SET LOCAL lock_timeout = '1s'; ${alter}`)).toContain("missing-lock-timeout");
    expect(rules(`BEGIN; SET LOCAL lock_timeout = '1s'; ${alter} COMMIT;`)).not.toContain(
      "missing-lock-timeout",
    );
    expect(rules(`SET lock_timeout = '1s'; RESET lock_timeout; ${alter}`)).toContain("missing-lock-timeout");
    expect(rules(`SELECT set_config('lock_timeout', '1s', false); ${alter}`)).not.toContain(
      "missing-lock-timeout",
    );
  });
});

describe("what the server's version does not have", () => {
  const virtual = "ALTER TABLE t ADD COLUMN g int GENERATED ALWAYS AS (a + 1) VIRTUAL;";

  it("is not told as something else as well", () => {
    expect(rules(virtual)).toContain("unsupported-in-version");
    expect(rules(virtual)).not.toContain("add-column-stored-generated");
    expect(rules(virtual.replace("VIRTUAL", "STORED"))).toContain("add-column-stored-generated");
    expect(rules(virtual, { serverMajor: 18 })).not.toContain("unsupported-in-version");
  });

  it("is on 13 the rebuilding of a partitioned table", () => {
    const made = "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY LIST (id);";
    const on = (serverMajor: number, sql: string) => rules(sql, { serverMajor });
    expect(on(13, `${made} REINDEX TABLE CONCURRENTLY p;`)).toContain("unsupported-in-version");
    expect(on(13, "REINDEX (CONCURRENTLY) TABLE t;")).toContain("unsupported-in-version");
    expect(on(13, "REINDEX TABLE CONCURRENTLY t;")).not.toContain("unsupported-in-version");
    expect(on(14, `${made} REINDEX (CONCURRENTLY) TABLE p;`)).not.toContain("unsupported-in-version");
  });
});

describe("ignore comments", () => {
  const drop = "DROP TABLE t;";
  it("count for the next statement, with a reason", () => {
    expect(rules(`-- interlock:ignore drop-table nobody reads it since May\n${drop}`)).not.toContain(
      "drop-table",
    );
    expect(rules(`-- interlock:ignore drop-table\n${drop}`)).toContain("drop-table");
    expect(rules(`-- interlock:ignore drop-table unused\nSELECT 1;\n${drop}`)).toContain("drop-table");
  });
});

describe("ignore comments without effect", () => {
  const problems = (sql: string) =>
    read(sql).statements.flatMap(({ findings }) =>
      findings.flatMap(({ rule, line, column, message }) =>
        rule === "ignore-without-effect" ? [[line, column, message.replace(/^.*seems to\. /, "")]] : [],
      ),
    );

  it.each([
    ["-- interlock:ignore drop-table", 1, 1, "It gives no reason, so it has no effect."],
    ["SELECT 1;\n  -- interlock:ignore drop-tabel unused", 2, 3, "There is no rule drop-tabel."],
    ["-- interlock:ignore", 1, 1, "It names no rule."],
    ["-- interlock:ignore drop-table, rename unused", 1, 1, "There is no rule rename."],
  ])("%j is told with its line", (comment, line, at, message) => {
    expect(problems(`${comment}\nDROP TABLE t;`)).toEqual([[line, at, message]]);
    expect(problems(`SELECT 1;\n\n${comment}\n`)).toEqual([[line + 2, at, message]]);
  });

  it("has the rules it names rightly", () => {
    const comment = "-- interlock:ignore drop-table, no-such-rule unused since May";
    expect(rules(`${comment}\nDROP TABLE t;`)).toContain("ignore-without-effect");
    expect(rules(`${comment}\nDROP TABLE t;`)).not.toContain("drop-table");
    expect(problems("-- interlock:ignore drop-table unused\nDROP TABLE t;")).toEqual([]);
  });
});

describe("what comes from elsewhere", () => {
  const unread = (sql: string) =>
    read(sql).statements.flatMap(({ findings }) =>
      findings.flatMap(({ rule, level, line }) => (rule === "not-looked-into" ? [`${line} ${level}`] : [])),
    );

  it.each([
    "\\i other.sql",
    "\\ir ../x.sql",
    "\\include x",
    "\\connect other",
    "SELECT 'DROP TABLE t' \\gexec",
    "\\copy t from 'x.csv'",
    "\\! rm x",
  ])("%s is told as not looked into, with its line", (line) => {
    expect(unread(`SELECT 1;\n${line}\nSELECT 2;`)).toEqual(["2 warning"]);
    expect(unread(`-- interlock:ignore not-looked-into seen by hand\n${line}\nSELECT 2;`)).toEqual([]);
  });

  it("is not what psql only does for itself", () => {
    expect(unread("\\set x 1\n\\echo hi\n\\timing on\nSELECT 1 \\g\nSELECT E'\\\\i x';")).toEqual([]);
  });

  it("leaves out the data behind \\copy … from stdin", () => {
    const { error, statements } = read("\\copy t from stdin\n1\t'\n\\.\nSELECT 1;");
    expect([error, statements.map(({ kind, line }) => [kind, line])]).toEqual([
      null,
      [
        ["Psql", 1],
        ["Select", 4],
      ],
    ]);
  });

  it("are bytes that are no UTF-8", () => {
    const text = Buffer.from("SELECT 1;\nSELECT 2,\n  'M\xfcller';", "latin1").toString("utf8");
    expect(unread(text)).toEqual(["3 warning"]);
  });

  it("is the body of a function that does not parse, or is in another language", () => {
    const sql = (body: string, language: string) =>
      `CREATE FUNCTION f(a int) RETURNS int LANGUAGE ${language} AS $$ ${body} $$;`;
    expect(unread(sql("SELECT a + 1", "sql"))).toEqual([]);
    expect(unread(sql("SELEKT a", "sql"))).toEqual(["1 warning"]);
    expect(unread(sql("BEGIN RETURN a; END", "plpgsql"))).toEqual([]);
    expect(unread(sql("BEGIN RETURN a; EN", "plpgsql"))).toEqual(["1 warning"]);
    expect(unread(sql("return a", "plpython3u"))).toEqual(["1 info"]);
    expect(
      unread(
        "CREATE FUNCTION t() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.a := 1; RETURN NEW; END $$;",
      ),
    ).toEqual([]);
  });
});

describe("DO blocks", () => {
  it("are looked into where their SQL is written out", () => {
    const [statement] = read("DO $$ BEGIN ALTER TABLE t ADD COLUMN n int; END $$;").statements;
    expect(statement?.locks).toEqual([{ relation: "public.t", mode: "AccessExclusiveLock" }]);
    expect(statement?.unknown).toBe(false);
  });

  it("are held to the rules like any other SQL, each finding on its own line", () => {
    const block = [
      "DO $$",
      "BEGIN",
      "  DROP TABLE a;",
      "  IF true THEN",
      "    ALTER TABLE b",
      "      ALTER COLUMN c SET NOT NULL;",
      "  END IF;",
      "  CREATE INDEX CONCURRENTLY i ON b (c);",
      "  UPDATE b SET c = 1;",
      "  EXECUTE 'CREATE INDEX j ON d (e)';",
      "END $$;",
    ].join("\n");
    const findings = read(block).statements[0]?.findings ?? [];
    const linesOf = (rule: string) => findings.flatMap((one) => (one.rule === rule ? one.line : []));
    expect(linesOf("drop-table")).toEqual([3]);
    expect(linesOf("set-not-null")).toEqual([5]);
    expect(linesOf("concurrently-in-transaction")).toEqual([1]);
    expect(linesOf("update-delete-without-where")).toEqual([9]);
    expect(linesOf("create-index-without-concurrently")).toEqual([10]);
  });

  it("begin with the locks and timeouts of the transaction around them", () => {
    const around = (setting: string) =>
      rules(`BEGIN; ${setting} DROP TABLE a; DO 'BEGIN ALTER TABLE b ADD c int; END'; COMMIT;`);
    expect(around("")).toContain("missing-lock-timeout");
    expect(around("SET LOCAL lock_timeout = '1s';")).not.toContain("missing-lock-timeout");
    expect(around("")).toContain("multiple-tables-locked-in-transaction");
  });

  it("are passed over where a comment says why", () => {
    const block = "-- interlock:ignore drop-table empty since May\nDO 'BEGIN DROP TABLE a; END';";
    expect(rules(block)).not.toContain("drop-table");
    expect(rules(block.replace("ignore", "regard"))).toContain("drop-table");
  });
});

describe("formats", () => {
  it("say the same", () => {
    const result = { files: [read("DROP TABLE t;", { path: "a,b.sql" }), read("DROP", { path: "c.sql" })] };
    expect(formatReview(result, "text")).toContain("a,b.sql:1:1 error drop-table");
    expect(JSON.parse(formatReview(result, "json"))).toEqual(result);
    expect(formatReview(result, "github")).toContain(
      "::error file=a%2Cb.sql,line=1,col=1,title=drop-table::",
    );
    const sarif = JSON.parse(formatReview(result, "sarif")) as { runs: [{ results: { ruleId: string }[] }] };
    expect(sarif.runs[0].results.map(({ ruleId }) => ruleId)).toContain("syntax-error");
  });
});
