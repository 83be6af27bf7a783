import type { Review, ReviewedStatement, ReviewedTool, ReviewFinding } from "@/lib/contracts/review";
import { lockModeSql } from "../sql/lock-modes";
import { RULES } from "./registry";

export type ReviewFormat = "text" | "json" | "sarif" | "github";

/** A review as one program or person wants it; ends with a line end. */
export function formatReview(review: Review, format: ReviewFormat): string {
  switch (format) {
    case "json":
      return `${JSON.stringify(review, null, 2)}\n`;
    case "sarif":
      return `${JSON.stringify(sarif(review), null, 2)}\n`;
    case "github":
      return github(review);
    case "text":
      return text(review);
  }
}

interface Placed {
  readonly path: string;
  readonly finding: ReviewFinding;
}

const placed = (review: Review): Placed[] =>
  review.files.flatMap(({ path, statements }) =>
    statements.flatMap(({ findings }) => findings.map((finding) => ({ path, finding }))),
  );

function text(review: Review): string {
  const lines = review.files.flatMap(({ path, error, statements, notes = [] }) => [
    ...notes.map((note) => `${path}:1:1 warning ${LATE}\n    ${note}`),
    ...(error ? [`${path}:${error.line}:${error.column} not valid SQL: ${error.message}`] : []),
    ...statements.flatMap((statement) => statementLines(path, statement)),
  ]);
  const count = (level: string) => placed(review).filter(({ finding }) => finding.level === level).length;
  const bad = review.files.filter(({ error }) => error !== null).length;
  const summary = [
    `${review.files.length} ${review.files.length === 1 ? "file" : "files"}: ${count("error")} unsafe`,
    `${count("warning")} warnings, ${count("info")} notes`,
    ...(bad > 0 ? [`${bad} not valid SQL`] : []),
  ];
  return `${[...(review.tools ?? []).map(toolLine), ...lines, ...(lines.length ? [""] : []), summary.join(", ")].join("\n")}\n`;
}

/** What was recognised, and how much of it is reviewed. */
function toolLine({ label, directory, because, total, pending }: ReviewedTool): string {
  const count =
    pending === null
      ? `${total} ${total === 1 ? "migration" : "migrations"}`
      : `${pending} pending of ${total} ${total === 1 ? "migration" : "migrations"}`;
  return `${label} in ${directory || "."} (by ${because}): ${count}`;
}

/** What is said of a file that its tool would refuse or skip. */
const LATE = "late-migration";

function statementLines(path: string, { findings, locks }: ReviewedStatement): string[] {
  if (findings.length === 0) return [];
  const held = locks.map(({ relation, mode }) => `${lockModeSql(mode)} on ${relation}`).join(", ");
  return [
    ...findings.flatMap(({ rule, level, message, line, column, help }) => [
      `${path}:${line}:${column} ${level} ${rule}`,
      `    ${message}`,
      `    ${help}`,
    ]),
    ...(held ? [`    locks: ${held}`] : []),
  ];
}

/** Workflow commands: https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
function github(review: Review): string {
  const words = { error: "error", warning: "warning", info: "notice" } as const;
  const property = (value: string) => data(value).replaceAll(":", "%3A").replaceAll(",", "%2C");
  const errors = review.files.flatMap(({ path, error }) =>
    error
      ? [
          `::error file=${property(path)},line=${error.line},col=${error.column},title=syntax-error::${data(error.message)}`,
        ]
      : [],
  );
  const notes = review.files.flatMap(({ path, notes = [] }) =>
    notes.map((note) => `::warning file=${property(path)},line=1,title=${LATE}::${data(note)}`),
  );
  const findings = placed(review).map(
    ({ path, finding }) =>
      `::${words[finding.level]} file=${property(path)},line=${finding.line},col=${finding.column},title=${finding.rule}::${data(`${finding.message} ${finding.help}`)}`,
  );
  return [...errors, ...notes, ...findings].map((line) => `${line}\n`).join("");
}

const data = (value: string) => value.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

/** SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
function sarif(review: Review): unknown {
  const levels = { error: "error", warning: "warning", info: "note" } as const;
  const at = (path: string, line: number, column: number) => [
    {
      physicalLocation: {
        artifactLocation: { uri: encodeURI(path.replaceAll("\\", "/")) },
        region: { startLine: line, startColumn: column },
      },
    },
  ];
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "interlock",
            rules: [
              ...Object.entries(RULES).map(([id, { help }]) => ({ id, help: { text: help } })),
              { id: "syntax-error", help: { text: "The server refuses the file." } },
              { id: LATE, help: { text: "Name the file after the newest migration that has run." } },
            ],
          },
        },
        results: [
          ...review.files.flatMap(({ path, error }) =>
            error
              ? [
                  {
                    ruleId: "syntax-error",
                    level: "error",
                    message: { text: error.message },
                    locations: at(path, error.line, error.column),
                  },
                ]
              : [],
          ),
          ...review.files.flatMap(({ path, notes = [] }) =>
            notes.map((note) => ({
              ruleId: LATE,
              level: "warning",
              message: { text: note },
              locations: at(path, 1, 1),
            })),
          ),
          ...placed(review).map(({ path, finding }) => ({
            ruleId: finding.rule,
            level: levels[finding.level],
            message: { text: finding.message },
            locations: at(path, finding.line, finding.column),
          })),
        ],
      },
    ],
  };
}
