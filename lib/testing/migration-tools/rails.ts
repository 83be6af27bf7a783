import { answers, call, type Project, type RealTool, write, writeAll } from "./real-tool";

const RUBY = "/usr/bin/ruby";
export const ruby = (project: Project, ...args: string[]) => call(project, RUBY, ["migrate.rb", ...args]);

/** ActiveRecord's own migrator, as the tasks of a Rails application call it. */
const SCRIPT = `require "active_record"
ActiveRecord::Base.establish_connection(ENV["DATABASE_URL"])
ActiveRecord::Migration.verbose = false
context = ActiveRecord::MigrationContext.new("db/migrate", ActiveRecord::SchemaMigration)
config = ActiveRecord::Base.connection_db_config
tasks = ActiveRecord::Tasks::PostgreSQLDatabaseTasks.new(config)
case ARGV[0]
when "migrate" then context.migrate
when "rollback" then context.rollback(1)
when "dump"
  File.open("db/schema.rb", "w") { |file| ActiveRecord::SchemaDumper.dump(ActiveRecord::Base.connection, file) }
  tasks.structure_dump("db/structure.sql", nil)
  File.write("db/structure.sql", ActiveRecord::Base.connection.dump_schema_information, mode: "a")
when "load-schema" then load "db/schema.rb"
when "load-structure" then tasks.structure_load("db/structure.sql", nil)
when "pending" then puts context.open.pending_migrations.size
end
`;

export const rails: RealTool = {
  id: "rails",
  options: { newest: "20200101000000_first.rb", railsVersion: "6.1" },
  missing: () => answers(RUBY, ["-e", 'require "active_record"; require "pg"']),
  begin: (project) => {
    write(project, "migrate.rb", SCRIPT);
    rails.later(project, "20200101000000_first", "CREATE TABLE public.team_first (id int PRIMARY KEY)");
  },
  add: writeAll,
  later: (project, name, sql) => {
    const words = name.replace(/^\d+_/, "").split("_");
    const title = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
    write(
      project,
      `db/migrate/${name}.rb`,
      `class ${title} < ActiveRecord::Migration[6.1]\n  def up\n    execute ${JSON.stringify(sql)}\n  end\n  def down; end\nend\n`,
    );
  },
  migrate: (project) => ruby(project, "migrate"),
  pending: async (project) => Number((await ruby(project, "pending")).trim().split("\n").at(-1)),
  rollback: (project) => ruby(project, "rollback"),
  kept: null,
  own: ["public.schema_migrations", "public.ar_internal_metadata"],
};
