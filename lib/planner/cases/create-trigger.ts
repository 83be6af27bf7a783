import { ODD } from "./common-tables";
import { majorsFrom, type OperationCase } from "./operation-case";

const TOUCH = `CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`;

export const createTriggerCases: readonly OperationCase[] = [
  {
    kind: "create-trigger",
    title: "with a condition",
    setUp: TOUCH,
    words: {
      sentence:
        "create trigger touch before update of name on t for each row when (new.age > 17) execute function touch()",
    },
    naive:
      "CREATE TRIGGER touch BEFORE UPDATE OF name ON public.t FOR EACH ROW WHEN (new.age > 17) EXECUTE FUNCTION public.touch()",
    nodes: ["expand"],
  },
  {
    kind: "create-trigger",
    title: "on a table and with a function of the same change",
    words: {
      sql: `CREATE TABLE notes (id int PRIMARY KEY, body text); ${TOUCH.replace("public.", "")};
        CREATE TRIGGER touch BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION touch()`,
    },
    naive: `CREATE TABLE public.notes (id int PRIMARY KEY, body text); ${TOUCH};
      CREATE TRIGGER touch BEFORE UPDATE ON public.notes FOR EACH ROW EXECUTE FUNCTION public.touch()`,
    nodes: ["expand"],
  },
  {
    kind: "create-trigger",
    title: "replaced, of quoted names",
    majors: majorsFrom(14),
    refusal: "CREATE OR REPLACE TRIGGER is understood from version 14 on",
    setUp: `${TOUCH}; CREATE TRIGGER "To uch" BEFORE UPDATE ON ${ODD} FOR EACH ROW EXECUTE FUNCTION public.touch();
      COMMENT ON TRIGGER "To uch" ON ${ODD} IS 'a word'`,
    words: {
      sql: `CREATE OR REPLACE TRIGGER "To uch" BEFORE INSERT ON ${ODD} FOR EACH ROW EXECUTE FUNCTION touch()`,
    },
    naive: `CREATE OR REPLACE TRIGGER "To uch" BEFORE INSERT ON ${ODD} FOR EACH ROW EXECUTE FUNCTION public.touch()`,
    nodes: ["expand"],
  },
  {
    kind: "create-trigger",
    title: "replaced, by the same in other words",
    setUp: `${TOUCH}; CREATE TRIGGER touch BEFORE UPDATE ON public.t FOR EACH ROW WHEN (new.age BETWEEN SYMMETRIC 17 AND 3) EXECUTE FUNCTION public.touch()`,
    words: {
      sql: "CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW WHEN (new.age BETWEEN SYMMETRIC 17 AND 3) EXECUTE FUNCTION touch()",
    },
    naive:
      "CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON public.t FOR EACH ROW WHEN (new.age BETWEEN SYMMETRIC 17 AND 3) EXECUTE FUNCTION public.touch()",
    nodes: ["expand"],
    majors: majorsFrom(14),
    repeatable: true,
    unchanged: true,
  },
  {
    kind: "create-trigger",
    title: "replaced, by the same, which was disabled",
    setUp: `${TOUCH}; CREATE TRIGGER touch BEFORE UPDATE ON public.t FOR EACH ROW WHEN (new.age BETWEEN SYMMETRIC 17 AND 3) EXECUTE FUNCTION public.touch();
      ALTER TABLE public.t DISABLE TRIGGER touch`,
    words: {
      sql: "CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW WHEN (new.age BETWEEN SYMMETRIC 17 AND 3) EXECUTE FUNCTION touch()",
    },
    naive:
      "CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON public.t FOR EACH ROW WHEN (new.age BETWEEN SYMMETRIC 17 AND 3) EXECUTE FUNCTION public.touch()",
    nodes: ["expand"],
    majors: majorsFrom(14),
    repeatable: true,
  },
];

export const dropTriggerCases: readonly OperationCase[] = [
  {
    kind: "drop-trigger",
    title: "that fires always",
    setUp: `${TOUCH}; CREATE TRIGGER touch AFTER DELETE ON public.t FOR EACH STATEMENT EXECUTE FUNCTION public.touch();
      ALTER TABLE public.t ENABLE ALWAYS TRIGGER touch; COMMENT ON TRIGGER touch ON public.t IS 'a word'`,
    words: { sentence: "drop trigger touch of t" },
    naive: "DROP TRIGGER touch ON public.t",
    nodes: ["deploy-forget-trigger", "contract"],
  },
  {
    kind: "drop-trigger",
    title: "as SQL says it",
    setUp: `${TOUCH}; CREATE TRIGGER touch AFTER DELETE ON ${ODD} FOR EACH ROW EXECUTE FUNCTION public.touch()`,
    words: { sql: `DROP TRIGGER touch ON ${ODD}` },
    naive: `DROP TRIGGER touch ON ${ODD}`,
    nodes: ["deploy-forget-trigger", "contract"],
  },
];
