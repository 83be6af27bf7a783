import type { RepositoryFile, ToolId } from "@/lib/contracts/interop";

/** A small repository as a team has it: two migrations that are applied, or one, and what was added since. */
export interface SampleRepository {
  readonly files: readonly RepositoryFile[];
  readonly directory: string;
  /** What the tool's history holds, by its own names. */
  readonly applied: readonly string[];
}

const repository = (
  directory: string,
  applied: readonly string[],
  files: Readonly<Record<string, string>>,
): SampleRepository => ({
  directory,
  applied,
  files: Object.entries(files).map(([path, content]) => ({ path, content })),
});

const ROWS = "UPDATE users SET seen_at = now();";

/** One for every tool; does not compile while one is missing. */
export const SAMPLES: { readonly [Id in ToolId]: SampleRepository } = {
  sql: repository("db", [], {
    "README.md": "Run the files with psql.",
    "db/001_users.sql": "CREATE TABLE users (id bigint PRIMARY KEY);\n",
    "db/002_email.sql": "ALTER TABLE users ADD COLUMN email text;\n",
    "db/002_email.down.sql": "ALTER TABLE users DROP COLUMN email;\n",
  }),
  prisma: repository("prisma/migrations", ["20260101000000_init"], {
    "prisma/schema.prisma": 'datasource db { provider = "postgresql" }\n',
    "prisma/migrations/migration_lock.toml": 'provider = "postgresql"\n',
    "prisma/migrations/20260102000000_index/migration.sql":
      '-- CreateIndex\nCREATE INDEX CONCURRENTLY "users_email_idx" ON "users"("email");\n',
    "prisma/migrations/20260102000000_index/down.sql": 'DROP INDEX "users_email_idx";\n',
    "prisma/migrations/20260103000000_two/migration.sql":
      'ALTER TABLE "users" ADD COLUMN "a" int;\nALTER TABLE "users" ADD COLUMN "b" int;\n',
    "prisma/migrations/20260101000000_init/migration.sql": 'CREATE TABLE "users" ("id" SERIAL NOT NULL);\n',
  }),
  drizzle: repository("drizzle", ["1767225600000"], {
    "drizzle.config.ts": 'export default { dialect: "postgresql", out: "./drizzle" };\n',
    "drizzle/meta/_journal.json": JSON.stringify({
      version: "7",
      dialect: "postgresql",
      entries: [
        { idx: 0, version: "7", when: 1767225600000, tag: "0000_init", breakpoints: true },
        { idx: 1, version: "7", when: 1767312000000, tag: "0001_email", breakpoints: true },
        // Merged late: its time lies before what is applied, and Drizzle skips it for ever.
        { idx: 2, version: "7", when: 1767139200000, tag: "0002_late", breakpoints: true },
      ],
    }),
    "drizzle/meta/0000_snapshot.json": "{}",
    "drizzle/0000_init.sql": "CREATE TABLE users (id int);\n",
    "drizzle/0001_email.sql":
      "ALTER TABLE users ADD COLUMN email text;\n--> statement-breakpoint\nCREATE INDEX users_email_idx ON users (email);\n",
    "drizzle/0002_late.sql": "DROP TABLE users;\n",
  }),
  knex: repository("migrations", ["20260101000000_init.js"], {
    "knexfile.js": 'module.exports = { client: "pg" };\n',
    "migrations/20260101000000_init.js":
      "exports.up = (knex) => knex.schema.createTable('users', (t) => { t.increments('id'); });\nexports.down = (knex) => knex.schema.dropTable('users');\n",
    "migrations/20260102000000_index.js": `// An index that stops nobody.
exports.config = { transaction: false };

exports.up = async function (knex) {
  await knex.raw("SET lock_timeout = '3s'");
  await knex.raw(\`
    CREATE INDEX CONCURRENTLY users_email_idx
      ON users (email)
  \`);
};

exports.down = async function (knex) {
  await knex.raw('DROP INDEX CONCURRENTLY users_email_idx');
};
`,
    "migrations/20260103000000_mixed.js": `exports.up = async (knex) => {
  await knex.schema.alterTable('users', (table) => {
    table.string('name').notNullable();
  });
  await knex.raw(\`UPDATE users SET name = \${defaultName}\`);
  await knex.raw('ALTER TABLE users ' + 'ALTER COLUMN email SET NOT NULL');
  await knex('users').update({ name: '' });
};
exports.down = async (knex) => { await knex.raw('SELECT 1'); };
`,
  }),
  typeorm: repository("src/migrations", ["Init1767225600000"], {
    "src/data-source.ts": 'export const source = new DataSource({ type: "postgres" });\n',
    "src/migrations/1767225600000-Init.ts": `import { MigrationInterface, QueryRunner } from "typeorm";
export class Init1767225600000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> { await queryRunner.query("CREATE TABLE users (id int)"); }
  public async down(queryRunner: QueryRunner): Promise<void> {}
}
`,
    "src/migrations/1767312000000-UsersEmailIdx.ts": `import { MigrationInterface, QueryRunner, TableColumn } from "typeorm";

export class UsersEmailIdx1767312000000 implements MigrationInterface {
    name = 'UsersEmailIdx1767312000000'

    public async up(queryRunner: QueryRunner): Promise<void> {
        await queryRunner.query(\`CREATE INDEX "users_email_idx" ON "users" ("email")\`);
        await queryRunner.addColumn("users", new TableColumn({ name: "age", type: "int" }));
    }

    public async down(queryRunner: QueryRunner): Promise<void> {
        await queryRunner.query(\`DROP INDEX "users_email_idx"\`);
    }
}
`,
  }),
  sequelize: repository("migrations", ["20260101000000-init.js"], {
    ".sequelizerc": "module.exports = {};\n",
    "migrations/20260101000000-init.js":
      "module.exports = { up: (queryInterface) => queryInterface.createTable('users', {}), down: () => {} };\n",
    "migrations/20260102000000-email.js": `'use strict';
/** @type {import('sequelize-cli').Migration} */
module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.sequelize.transaction(async (transaction) => {
      await queryInterface.sequelize.query(
        'ALTER TABLE users ADD COLUMN email text',
        { transaction },
      );
    });
    await queryInterface.addIndex('users', ['email']);
  },
  async down(queryInterface, Sequelize) {
    await queryInterface.sequelize.query('ALTER TABLE users DROP COLUMN email');
  },
};
`,
    "migrations/20260103000000-index.js":
      "module.exports = { up: (q) => q.sequelize.query('CREATE INDEX CONCURRENTLY i ON users (email)'), down: (q) => q.sequelize.query('DROP INDEX i') };\n",
  }),
  "node-pg-migrate": repository("migrations", ["1767225600000_init"], {
    "migrations/1767225600000_init.js":
      "exports.up = (pgm) => { pgm.createTable('users', { id: 'id' }); };\nexports.down = false;\n",
    "migrations/1767312000000_index.js": `export const up = (pgm) => {
  pgm.noTransaction();
  pgm.sql('CREATE INDEX CONCURRENTLY users_email_idx ON users (email)');
};
export const down = (pgm) => { pgm.sql('DROP INDEX users_email_idx'); };
`,
    "migrations/1767398400000_rows.sql": `-- Up Migration\n${ROWS}\n-- Down Migration\nUPDATE users SET seen_at = NULL;\n`,
    "migrations/1767484800000_column.js": `exports.up = (pgm) => {
  pgm.addColumn('users', { age: 'int' });
  pgm.sql('UPDATE users SET age = {age}', { age: 18 });
};
`,
  }),
  dbmate: repository("db/migrations", ["20260101000000"], {
    "db/schema.sql": "CREATE TABLE public.users (id int);\n",
    "db/migrations/20260101000000_init.sql":
      "-- migrate:up\nCREATE TABLE users (id int);\n\n-- migrate:down\nDROP TABLE users;\n",
    "db/migrations/20260102000000_index.sql":
      "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY users_id_idx ON users (id);\n\n-- migrate:down transaction:false\nDROP INDEX CONCURRENTLY users_id_idx;\n",
    "db/migrations/20260103000000_rows.sql": `-- migrate:up\n${ROWS}\n-- migrate:down\n`,
  }),
  rails: repository("db/migrate", ["20260101000000"], {
    Gemfile: 'gem "rails"\n',
    "db/schema.rb": "ActiveRecord::Schema[7.1].define(version: 2026_01_01_000000) do\nend\n",
    "db/migrate/20260101000000_create_users.rb":
      "class CreateUsers < ActiveRecord::Migration[7.1]\n  def change\n    create_table :users do |t|\n      t.string :email\n    end\n  end\nend\n",
    "db/migrate/20260102000000_add_users_email_idx.rb": `# Without stopping anybody.
class AddUsersEmailIdx < ActiveRecord::Migration[7.1]
  disable_ddl_transaction!

  def up
    execute "SET lock_timeout = '3s'" # not for long
    execute <<~SQL
      CREATE INDEX CONCURRENTLY users_email_idx
        ON users (email)
    SQL
    safety_assured { execute("ALTER TABLE users VALIDATE CONSTRAINT email_set") }
  end

  def down
    execute "DROP INDEX CONCURRENTLY users_email_idx"
  end
end
`,
    "db/migrate/20260103000000_more.rb": `class More < ActiveRecord::Migration[7.1]
  def change
    add_column :users, :name, :string, null: false
    create_table :orders do |t|
      t.references :user
    end
    execute "UPDATE users SET name = '#{DEFAULT_NAME}'"
  end
end
`,
  }),
  alembic: repository("alembic/versions", ["a1"], {
    "alembic.ini": "[alembic]\nscript_location = alembic\n",
    "alembic/env.py": "from alembic import context\n",
    "alembic/versions/9_first.py":
      'from alembic import op\nrevision = "a1"\ndown_revision = None\n\n\ndef upgrade():\n    op.execute("CREATE TABLE users (id int)")\n\n\ndef downgrade():\n    pass\n',
    "alembic/versions/5_second.py": `"""An index."""
import sqlalchemy as sa
from alembic import op

revision: str = "b2"
down_revision: str | None = "a1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.add_column("users", sa.Column("email", sa.Text()))
    with op.get_context().autocommit_block():
        op.execute(
            "CREATE INDEX CONCURRENTLY users_email_idx "
            "ON users (email)"
        )


def downgrade() -> None:
    op.execute("DROP INDEX users_email_idx")
`,
    "alembic/versions/1_third.py":
      'from alembic import op\nimport sqlalchemy as sa\n\nrevision = "c3"\ndown_revision = "b2"\n\n\ndef upgrade():\n    op.execute(sa.text("""\n        UPDATE users\n        SET email = \'\'\n    """))\n\n\ndef downgrade():\n    pass\n',
  }),
  django: repository("shop/migrations", ["shop.0001_initial"], {
    "manage.py": "import django\n",
    "shop/migrations/__init__.py": "",
    "shop/migrations/0001_initial.py":
      'from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n    initial = True\n    dependencies = []\n    operations = [migrations.CreateModel(name="User", fields=[])]\n',
    "shop/migrations/0002_index.py": `from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY users_email_idx ON shop_user (email)",
            reverse_sql="DROP INDEX users_email_idx",
        ),
    ]
`,
    "shop/migrations/0003_more.py": `from django.db import migrations, models


def forwards(apps, schema_editor):
    pass


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0002_index"),
    ]
    operations = [
        migrations.AddField("user", "age", models.IntegerField(null=True)),
        migrations.RunSQL(sql=["UPDATE shop_user SET age = 1", "DROP TABLE old"], reverse_sql=["SELECT 1"]),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
`,
  }),
  flyway: repository("src/main/resources/db/migration", ["1"], {
    "pom.xml": "<project/>\n",
    "src/main/resources/db/migration/V1__init.sql": "CREATE TABLE users (id int);\n",
    "src/main/resources/db/migration/V10__rows.sql": `${ROWS}\n`,
    "src/main/resources/db/migration/V2.1__index.sql":
      "CREATE INDEX CONCURRENTLY users_id_idx ON users (id);\n",
    "src/main/resources/db/migration/V3__set.sql":
      "SET lock_timeout = '3s';\nCREATE INDEX CONCURRENTLY users_b_idx ON users (b);\n",
    "src/main/resources/db/migration/V3__set.sql.conf": "executeInTransaction=false\n",
    "src/main/resources/db/migration/R__view.sql": "CREATE OR REPLACE VIEW v AS SELECT 1;\n",
    "src/main/resources/db/migration/U2__index.sql": "DROP INDEX users_id_idx;\n",
  }),
  liquibase: repository("db/changelog", ["1"], {
    "liquibase.properties": "changeLogFile=db/changelog/root.yaml\n",
    "db/changelog/root.yaml": `databaseChangeLog:
  - include:
      file: db/changelog/users.sql
  - include:
      file: db/changelog/orders.xml
`,
    "db/changelog/users.sql": `--liquibase formatted sql

--changeset ada:1
CREATE TABLE users (id int);
--rollback DROP TABLE users;

--changeset ada:2 runInTransaction:false
CREATE INDEX CONCURRENTLY users_id_idx ON users (id);
--rollback DROP INDEX users_id_idx;

--changeset ada:3
${ROWS}
`,
    "db/changelog/orders.xml": `<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog">
  <changeSet id="4" author="ada">
    <addColumn tableName="users"><column name="age" type="int"/></addColumn>
  </changeSet>
</databaseChangeLog>
`,
  }),
  "golang-migrate": repository("migrations", ["1"], {
    "migrations/000001_init.up.sql": "CREATE TABLE users (id int);\n",
    "migrations/000001_init.down.sql": "DROP TABLE users;\n",
    "migrations/000002_index.up.sql": "CREATE INDEX CONCURRENTLY users_id_idx ON users (id);\n",
    "migrations/000002_index.down.sql": "DROP INDEX users_id_idx;\n",
    "migrations/000003_two.up.sql": `SET lock_timeout = '3s';\n${ROWS}\n`,
    "migrations/000003_two.down.sql": "SELECT 1;\n",
  }),
  goose: repository("db/migrations", ["20260101000000"], {
    "db/migrations/20260101000000_init.sql":
      "-- +goose Up\nCREATE TABLE users (id int);\n-- +goose Down\nDROP TABLE users;\n",
    "db/migrations/20260102000000_index.sql":
      "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE INDEX CONCURRENTLY users_id_idx ON users (id);\n-- +goose Down\nDROP INDEX users_id_idx;\n",
    "db/migrations/20260103000000_function.sql":
      "-- +goose Up\n-- +goose StatementBegin\nDO $$ BEGIN PERFORM 1; END $$;\n-- +goose StatementEnd\n-- +goose Down\nSELECT 1;\n",
  }),
  sqitch: repository("deploy", ["shop:users"], {
    "sqitch.conf": "[core]\n\tengine = pg\n",
    "sqitch.plan":
      "%syntax-version=1.0.0\n%project=shop\n\nusers 2026-01-01T00:00:00Z Ada <ada@example.com> # The users.\nemail [users] 2026-01-02T00:00:00Z Ada <ada@example.com> # Their address.\n",
    "deploy/users.sql": "BEGIN;\nCREATE TABLE users (id int);\nCOMMIT;\n",
    "deploy/email.sql": "BEGIN;\nALTER TABLE users ADD COLUMN email text;\nCOMMIT;\n",
    "revert/email.sql": "BEGIN;\nALTER TABLE users DROP COLUMN email;\nCOMMIT;\n",
    "verify/email.sql": "SELECT email FROM users WHERE false;\n",
  }),
  atlas: repository("migrations", ["20260101000000"], {
    "atlas.hcl": 'env "local" {}\n',
    "migrations/atlas.sum": "h1:abc=\n",
    "migrations/20260101000000_init.sql": "CREATE TABLE users (id int);\n",
    "migrations/20260102000000_index.sql":
      "-- atlas:txmode none\n\nCREATE INDEX CONCURRENTLY users_id_idx ON users (id);\n",
    "migrations/20260103000000_rows.sql": `${ROWS}\n`,
  }),
  pgroll: repository("migrations", ["01_init"], {
    "tsconfig.json": "{}",
    "migrations/01_init.json": JSON.stringify({
      operations: [{ sql: { up: "CREATE TABLE users (id int)" } }],
    }),
    "migrations/02_seen.json": JSON.stringify(
      { operations: [{ sql: { up: `${ROWS}\nSELECT 1;` } }] },
      null,
      2,
    ),
    "migrations/03_mixed.json": JSON.stringify(
      {
        operations: [
          { add_column: { table: "users", column: { name: "email", type: "text", nullable: true } } },
          { sql: { up: "ANALYZE users", onComplete: true } },
        ],
      },
      null,
      2,
    ),
  }),
};
