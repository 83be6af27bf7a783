import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { TOOL_IDS } from "@/lib/contracts/constants";
import type { ExportOptions, ToolId } from "@/lib/contracts/interop";
import { version } from "../package.json";
import type { CheckCommandFlags } from "./check-command";
import type { RehearseFlags } from "./rehearse-command";

type ExportFlags = { readonly plan: string; readonly tool: ToolId; readonly out: string } & ExportOptions;

interface PlanFlags {
  readonly sql?: string;
  readonly change?: string;
  readonly database: string;
  readonly format: "json" | "sql" | "markdown";
}

interface ReviewFlags {
  readonly pg?: number;
  readonly inTransaction?: boolean;
  readonly database?: string;
  readonly tool?: ToolId;
  readonly format: "text" | "json" | "sarif" | "github";
  readonly enable: string[];
}

/** Runs one command; answers the exit code: 0 nothing unsafe or to wait for, 1 otherwise, 2 not valid SQL or wrong use. */
export async function main(argv: readonly string[]): Promise<number> {
  let code = 0;
  const program = new Command("interlock")
    .description("Zero-downtime Postgres schema changes")
    .version(version)
    .exitOverride();
  program
    .command("review")
    .description("What each statement of migration files does to everybody else, and what is unsafe")
    .argument("[paths...]", "files, directories with migrations of any tool, or - for standard input", ["-"])
    .option("--pg <major>", "version of the server (13 to 18; default 15, or the database's)", serverMajor)
    .option("--in-transaction", "the runner wraps each file in one transaction")
    .option("--database <url>", "facts also from what is there; only what its tool's history does not have")
    .addOption(
      new Option("--tool <name>", "whose migrations they are, where not as recognised").choices(TOOL_IDS),
    )
    .option(
      "--enable <rule>",
      "run an opt-in rule too; may be repeated",
      (rule, all: string[]) => [...all, rule],
      [],
    )
    .addOption(new Option("--format <format>").choices(["text", "json", "sarif", "github"]).default("text"))
    .action(async (paths: string[], flags: ReviewFlags) => {
      const { reviewCommand } = await import("./review-command");
      code = await reviewCommand(paths, flags);
    });
  program
    .command("plan")
    .description("The phased plan for a change, made without a server")
    .argument("[sentence]", 'what should change, e.g. "rename customers.full_name to name"')
    .option("--sql <file>", "the SQL that you would have run")
    .option("--change <file>", "a change as JSON: operations, sql or sentence, and a title")
    .requiredOption("--database <url>", "the database it is planned against; only read")
    .addOption(new Option("--format <format>").choices(["json", "sql", "markdown"]).default("json"))
    .action(async (sentence: string | undefined, flags: PlanFlags) => {
      const { planCommand } = await import("./plan-command");
      code = await planCommand(sentence, flags);
    });
  program
    .command("export")
    .description("Writes a plan as files of a migration tool")
    .requiredOption("--plan <file>", "a Plan as JSON, as GET /plans/:id answers")
    .addOption(new Option("--tool <name>").choices(TOOL_IDS).makeOptionMandatory())
    .requiredOption(
      "--out <dir>",
      "the repository to write to; files that are there already are not overwritten",
    )
    .option("--phase <id>", "only this phase")
    .option("--newest <name>", "the newest migration of the branch: ours come after it")
    .option("--directory <path>", "folder of the migrations inside --out, where not the tool's default")
    .option("--app <label>", "Django: the app")
    .option("--rails-version <version>", "Rails: the version in brackets, like 7.1")
    .action(async ({ plan, tool, out, ...options }: ExportFlags) => {
      const { exportCommand } = await import("./export-command");
      code = await exportCommand(plan, tool, out, options);
    });
  program
    .command("rehearse")
    .description("Carries a plan out on a throw-away copy of a database's structure: up, down, up again")
    .requiredOption("--plan <file>", "a Plan as JSON, as GET /plans/:id answers")
    .requiredOption("--database <url>", "whose structure is copied; only read")
    .option(
      "--shadow <url>",
      "a server on which a database is made for it; a server of our own where left out",
    )
    .option("--queries <file>", "the app's statements as SQL; those of pg_stat_statements where left out")
    .addOption(new Option("--format <format>").choices(["text", "json"]).default("text"))
    .action(async (flags: RehearseFlags) => {
      const { rehearseCommand } = await import("./rehearse-command");
      code = await rehearseCommand(flags);
    });
  program
    .command("check")
    .description("Whether exported files may be merged: asks the server that made their plan")
    .argument("<paths...>", "files or directories; what is no file of a plan is passed over")
    .option("--server <url>", "where Interlock is; INTERLOCK_URL where left out")
    .option("--api-key <key>", "a viewer's will do; INTERLOCK_API_KEY where left out")
    .option("--environment <name>", "only this one; every production where left out")
    .addOption(new Option("--format <format>").choices(["text", "json", "github"]).default("text"))
    .action(async (paths: string[], flags: CheckCommandFlags) => {
      const { checkCommand } = await import("./check-command");
      code = await checkCommand(paths, flags);
    });
  try {
    await program.parseAsync([...argv]);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`interlock: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

function serverMajor(text: string): number {
  const major = Number(text);
  if (!Number.isInteger(major) || major < 13 || major > 18) throw new InvalidArgumentError("13 to 18.");
  return major;
}
